using System.Collections.Concurrent;
using BuyOrder.Domain.Money;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Ledger;

public sealed class ContentionTests(TestServers servers)
{
    private const int Writers = 4;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Several_writers_of_several_instances_count_every_message_once(StoreKind kind)
    {
        var store = await TestStores.NewAsync(kind, servers);
        using var one = new LedgerSystem(store, shardCount: 2);
        using var other = new LedgerSystem(store, shardCount: 2);
        var messages = Enumerable.Range(0, 300).Select(i => TestMessage.Sale($"s{i}", $"{i + 1}.00")).ToArray();
        var outcomes = new ConcurrentBag<RecordOutcome>();

        // Every writer delivers every message, each from another place on, in batches of 20.
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var system = writer % 2 == 0 ? one : other;
            var own = messages.Skip(writer * 70).Concat(messages.Take(writer * 70));
            foreach (var batch in own.Chunk(20))
            {
                foreach (var outcome in await system.OutcomesAsync(batch))
                    outcomes.Add(outcome);
            }
        }));

        var totals = await one.TotalsAsync();
        Assert.Equal(new Zar(300 * 301 / 2 * 100), totals.Total);
        Assert.Equal(300, outcomes.Count(outcome => outcome == RecordOutcome.Recorded));
        Assert.Equal(300 * (Writers - 1), outcomes.Count(outcome => outcome == RecordOutcome.Duplicate));
        await LedgerAudit.CheckAsync(store, totals);
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Writer_whose_remembered_rows_are_stale_goes_on_from_the_new_ones(StoreKind kind)
    {
        var store = await TestStores.NewAsync(kind, servers);
        var tap = new TableTap(store);
        using var one = new LedgerSystem(tap, shardCount: 1);
        using var other = new LedgerSystem(store, shardCount: 1);
        await one.RecordAsync(TestMessage.Sale("a"));
        await other.RecordAsync(TestMessage.Sale("b"), TestMessage.Sale("old", occurredAt: TestMessage.Day.AddDays(-1)));
        tap.Reset();

        Assert.Equal([RecordOutcome.Recorded, RecordOutcome.Duplicate], await one.OutcomesAsync(TestMessage.Sale("c"), TestMessage.Sale("b")));

        // Refused at the head, refused at the entry that is there, written.
        Assert.Equal(3, tap.Submits);
        var totals = await one.TotalsAsync();
        Assert.Equal("40.00", totals.Total.ToString());
        await LedgerAudit.CheckAsync(store, totals);
    }

    [Fact]
    public async Task Remembered_rows_save_every_read_before_a_write()
    {
        var tap = new TableTap(new MemoryTableStore());
        using var system = new LedgerSystem(tap, shardCount: 1);
        await system.RecordAsync(TestMessage.Sale("a"));
        tap.Reset();

        await system.RecordAsync(TestMessage.Sale("b"), TestMessage.Sale("c"));

        Assert.Equal((0, 1), (tap.Reads, tap.Submits));
    }

    [Fact]
    public async Task Delivery_again_costs_a_refused_write_per_portion_and_a_read_per_message()
    {
        var tap = new TableTap(new MemoryTableStore());
        using var system = new LedgerSystem(tap, shardCount: 1);
        var messages = Enumerable.Range(0, 200).Select(i => TestMessage.Sale($"s{i}")).ToArray();
        await system.RecordAsync(messages);
        tap.Reset();

        await system.RecordAsync(messages);

        Assert.Equal((200, 3), (tap.Reads, tap.Submits));
    }

    [Fact]
    public async Task Writer_gives_up_when_others_are_always_faster()
    {
        var store = new MemoryTableStore();
        var tap = new TableTap(store);
        using var one = new LedgerSystem(tap, shardCount: 1);
        await one.RecordAsync(TestMessage.Sale("a"));
        tap.BeforeSubmit = _ => TouchHeadAsync(store);

        await Assert.ThrowsAsync<TableUnavailableException>(() => one.RecordAsync(TestMessage.Sale("b")));

        tap.BeforeSubmit = null;
        Assert.Equal([RecordOutcome.Recorded], await one.OutcomesAsync(TestMessage.Sale("b")));
    }

    private static async Task TouchHeadAsync(MemoryTableStore store)
    {
        var table = store.Table(LedgerKeys.Table);
        var head = await table.ReadAsync("00", LedgerKeys.Head, TestContext.Current.CancellationToken);
        await table.SubmitAsync(
            "00", [new TableWrite.Replace(LedgerKeys.Head, head!.Values, head.ETag)], TestContext.Current.CancellationToken);
    }
}
