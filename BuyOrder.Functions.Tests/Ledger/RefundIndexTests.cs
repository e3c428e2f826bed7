using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Ledger;

/// <summary>All refunds of one sale, found by it: the index is written with them, and catches up with older ones once.</summary>
public sealed class RefundIndexTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Refunds_of_a_sale_are_added_up_over_all_shards(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));

        await system.RecordAsync(Enumerable.Range(0, 20).Select(i => TestMessage.Refund($"r{i}", "5.05", i < 15 ? "s" : "s2"))
            .Concat([TestMessage.Sale("s", "75.74"), TestMessage.Refund("r0", "5.05", "s"), TestMessage.Foreign("f", "refund", "7", "USD", "18")]));

        var refunds = await system.Ledger.ReadRefundsOfAsync("s", Cancellation);
        Assert.True(refunds.IsComplete);
        Assert.Equal([("ZAR", 7575)], refunds.Sums.Select(sum => (sum.Key, (int)sum.Value)));
        Assert.Empty((await system.Ledger.ReadRefundsOfAsync("nothing", Cancellation)).Sums);
        var sale = (await system.Ledger.FindEntryAsync("s", Cancellation))!.Revenue.Message;
        var refund = (await system.Ledger.FindEntryAsync("r3", Cancellation))!.Revenue.Message;
        Assert.Equal([RefundCheck.SumLargerThanSale], RefundCheck.Flags(refund, sale, refunds));
    }

    [Theory]
    [InlineData(7575, true, "")]
    [InlineData(7576, true, "sum_larger_than_sale")]
    [InlineData(7576, false, "sum_larger_than_sale incomplete")]
    [InlineData(0, false, "incomplete")]
    public void Sum_above_the_sale_is_flagged_and_an_index_that_is_not_complete_says_so(int sum, bool isComplete, string flags)
    {
        var zar = Currency.Zar;
        var sale = new RevenueMessage("s", RevenueKind.Sale, RevenueSource.Other, new CurrencyAmount(zar, 7575), TestMessage.Day);
        var refund = sale with { Id = "r", Kind = RevenueKind.Refund, RefundOf = "s", Amount = new CurrencyAmount(zar, 1) };

        var found = RefundCheck.Flags(refund, sale, new RefundsOfSale(new Dictionary<string, Int128> { ["ZAR"] = sum, ["USD"] = 1_000_000 }, isComplete));

        Assert.Equal(flags, string.Join(' ', found));
    }

    [Fact]
    public async Task Batch_of_nothing_but_refunds_keeps_to_the_limits_of_the_service()
    {
        var tap = new TableTap(await TestStores.NewAsync(StoreKind.Azurite, servers));
        using var system = new LedgerSystem(tap, shardCount: 1);
        var submits = new List<IReadOnlyList<TableWrite>>();
        tap.Applied = (partition, writes) =>
        {
            if (partition == LedgerKeys.Partition(0))
                submits.Add(writes);
        };
        var refunds = Enumerable.Range(0, 200).Select(i => TestMessage.Refund($"{i:D3}{new string('x', 125)}", "1.00", $"{i:D3}{new string('é', 125)}")).ToArray();

        var outcomes = await system.OutcomesAsync(refunds);

        Assert.All(outcomes, outcome => Assert.Equal(RecordOutcome.Recorded, outcome));
        Assert.InRange(submits.Max(writes => writes.Count), 99, TableLimits.MaxBatchOperations);
        Assert.All(submits, writes => Assert.Equal(Count(writes, "e:"), Count(writes, "f:")));
        Assert.Equal(200, submits.Sum(writes => Count(writes, "f:")));
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    [Fact]
    public async Task Row_of_a_stranger_in_the_index_does_not_keep_a_refund_out()
    {
        var store = new MemoryTableStore();
        using var system = new LedgerSystem(store, shardCount: 1);
        await system.RecordAsync(TestMessage.Sale("s"));
        var key = LedgerKeys.Refund(RevenueHashes.Id("s"), RevenueHashes.Id("r"));
        await store.Table(LedgerKeys.Table).SubmitAsync("00", [new TableWrite.Insert(key, new RowValues { ["amount"] = "x" })], Cancellation);

        var outcomes = await system.OutcomesAsync(TestMessage.Refund("r0", "1.00", "s"), TestMessage.Refund("r", "2.00", "s"));

        Assert.Equal([RecordOutcome.Recorded, RecordOutcome.Recorded], outcomes);
        Assert.Equal((Int128)300, (await system.Ledger.ReadRefundsOfAsync("s", Cancellation)).Sums["ZAR"]);
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Index_of_an_older_ledger_is_incomplete_until_it_has_caught_up(StoreKind kind)
    {
        var store = await TestStores.NewAsync(kind, servers);
        await OlderLedgerAsync(store, refunds: 40);
        using var system = new LedgerSystem(store);

        var before = await system.Ledger.ReadRefundsOfAsync("s", Cancellation);
        await system.RecordAsync(TestMessage.Refund("new", "1.00", "s"));
        var isDone = await system.Ledger.BackfillRefundsAsync(TimeSpan.FromMinutes(1), Cancellation);
        var after = await system.Ledger.ReadRefundsOfAsync("s", Cancellation);

        Assert.Equal((false, 0), (before.IsComplete, before.Sums.Count));
        Assert.True(isDone);
        Assert.Equal((true, (Int128)4100), (after.IsComplete, after.Sums["ZAR"]));
        Assert.True(await system.Ledger.BackfillRefundsAsync(TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task Catching_up_goes_on_where_it_stopped_after_a_death_at_any_write()
    {
        for (var death = 1; death < 12; death++)
        {
            var store = new MemoryTableStore(stingyPages: true);
            await OlderLedgerAsync(store, refunds: 30);
            var fatal = death;
            var tap = new TableTap(store) { BeforeSubmit = number => number == fatal ? throw new TableUnavailableException("Dead.") : Task.CompletedTask };
            using (var dying = new LedgerSystem(tap))
            {
                try
                {
                    await dying.Ledger.BackfillRefundsAsync(TimeSpan.FromMinutes(1), Cancellation);
                }
                catch (TableUnavailableException dead)
                {
                    Assert.Equal("Dead.", dead.Message);
                }
            }
            using var system = new LedgerSystem(store);

            Assert.True(await system.Ledger.BackfillRefundsAsync(TimeSpan.FromMinutes(1), Cancellation));

            Assert.Equal((Int128)3000, (await system.Ledger.ReadRefundsOfAsync("s", Cancellation)).Sums["ZAR"]);
        }
    }

    [Fact]
    public async Task Time_that_is_over_stops_it_after_a_page_and_the_next_call_goes_on()
    {
        var store = new MemoryTableStore(stingyPages: true);
        await OlderLedgerAsync(store, refunds: 3000);
        using var system = new LedgerSystem(store);

        var calls = 1;
        while (!await system.Ledger.BackfillRefundsAsync(TimeSpan.Zero, Cancellation))
            Assert.True(++calls < 200);

        Assert.True(calls > 3);
        Assert.Equal((Int128)300_000, (await system.Ledger.ReadRefundsOfAsync("s", Cancellation)).Sums["ZAR"]);
    }

    /// <summary>A ledger as it was before there was an index.</summary>
    internal static async Task OlderLedgerAsync(ITableStore store, int refunds)
    {
        using var system = new LedgerSystem(store);
        await system.RecordAsync(Enumerable.Range(0, refunds).Select(i => TestMessage.Refund($"r{i}", "1.00", "s"))
            .Append(TestMessage.Sale("s", "100.00")).Concat(Enumerable.Range(0, refunds).Select(i => TestMessage.Sale($"other{i}"))));
        var table = store.Table(LedgerKeys.Table);
        var meta = (await table.ReadAsync(LedgerKeys.MetaPartition, LedgerKeys.Meta, Cancellation))!;
        var values = meta.Values.Copy();
        values["refundsIndexed"] = null;
        await table.SubmitAsync(LedgerKeys.MetaPartition, [new TableWrite.Replace(LedgerKeys.Meta, values, meta.ETag)], Cancellation);
        foreach (var partition in Enumerable.Range(0, system.Ledger.ShardCount).Select(LedgerKeys.Partition))
        {
            string? continuation = null;
            do
            {
                var page = await table.QueryAsync(new TableQuery(partition, Continuation: continuation), Cancellation);
                foreach (var row in page.Rows.Where(row => row.Key.StartsWith("f:", StringComparison.Ordinal)))
                    await table.SubmitAsync(partition, [new TableWrite.Delete(row.Key, row.ETag)], Cancellation);
                continuation = page.Continuation;
            }
            while (continuation is not null);
        }
    }

    private static int Count(IReadOnlyList<TableWrite> writes, string prefix) =>
        writes.Count(write => write.Key.StartsWith(prefix, StringComparison.Ordinal));
}
