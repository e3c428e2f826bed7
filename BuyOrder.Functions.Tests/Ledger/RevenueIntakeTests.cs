using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Intake;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Ledger;

public sealed class RevenueIntakeTests(TestServers servers)
{
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Sales_and_refunds_become_entries_and_totals(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));

        var outcomes = await system.OutcomesAsync(
            TestMessage.Sale("a", "1499.00"),
            TestMessage.Sale("b", "99.99", "subscription"),
            TestMessage.Refund("c", "500.50", "a"),
            TestMessage.Foreign("d", "sale", "19.99", "USD", "18.25"));

        var totals = await system.TotalsAsync();
        Assert.All(outcomes, outcome => Assert.Equal(RecordOutcome.Recorded, outcome));
        Assert.Equal("1463.31", totals.Total.ToString());
        Assert.Equal(4, totals.Entries);
        Assert.Equal(new SourceTotals(2, new Zar(149900), new Zar(50050)), totals.Sources[RevenueSource.CourseSale]);
        Assert.Equal(new SourceTotals(1, new Zar(9999), Zar.Zero), totals.Sources[RevenueSource.Subscription]);
        Assert.Equal(new SourceTotals(1, new Zar(36482), Zar.Zero), totals.Sources[RevenueSource.Other]);
        await LedgerAudit.CheckAsync(system.Store, totals);
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Repeats_count_once_in_a_batch_and_across_batches(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));

        var first = await system.OutcomesAsync(TestMessage.Sale("a"), TestMessage.Sale("b"), TestMessage.Sale("a"));
        var second = await system.OutcomesAsync(TestMessage.Sale("c"), TestMessage.Sale("b"), TestMessage.Sale("b"), TestMessage.Sale("a"));

        Assert.Equal([RecordOutcome.Recorded, RecordOutcome.Recorded, RecordOutcome.Duplicate], first);
        Assert.Equal([RecordOutcome.Recorded, RecordOutcome.Duplicate, RecordOutcome.Duplicate, RecordOutcome.Duplicate], second);
        var totals = await system.TotalsAsync();
        Assert.Equal("30.00", totals.Total.ToString());
        Assert.Equal(0, await system.OpenRejectedAsync());
        await LedgerAudit.CheckAsync(system.Store, totals);
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Conflicting_repeats_are_rejected_and_the_first_stands(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));

        var first = await system.RecordAsync(TestMessage.Sale("a", "10.00"), TestMessage.Sale("a", "11.00"), TestMessage.Sale("a", "10.00"));
        var second = await system.RecordAsync(TestMessage.Sale("a", "12.00"), TestMessage.Sale("a", "10.00"), TestMessage.Sale("b", "1.00"));

        Assert.Equal([RecordOutcome.Recorded, RecordOutcome.ConflictingDuplicate, RecordOutcome.Duplicate], first.Select(r => r.Outcome));
        Assert.Equal([RecordOutcome.ConflictingDuplicate, RecordOutcome.Duplicate, RecordOutcome.Recorded], second.Select(r => r.Outcome));
        Assert.Equal(("a", RejectionReason.ConflictingDuplicate, "id"), (second[0].Id, second[0].Reason, second[0].Member));
        Assert.Equal("11.00", (await system.TotalsAsync()).Total.ToString());
        Assert.Equal(2, await system.OpenRejectedAsync());
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Broken_messages_are_kept_and_their_neighbours_recorded(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));

        var results = await system.RecordAsync(
            TestMessage.Sale("a"),
            TestMessage.Broken("not json"),
            TestMessage.Sale("b", "10.000"),
            TestMessage.Broken(""),
            TestMessage.Sale("c"),
            new byte[300_000],
            TestMessage.Sale("d"));

        Assert.Equal(
            [null, RejectionReason.InvalidJson, RejectionReason.TooManyDecimals, RejectionReason.InvalidJson, null, RejectionReason.TooLarge, null],
            results.Select(result => result.Reason));
        Assert.Equal(["a", null, null, null, "c", null, "d"], results.Select(result => result.Id));
        Assert.Equal("30.00", (await system.TotalsAsync()).Total.ToString());
        Assert.Equal(4, await system.OpenRejectedAsync());
    }

    [Fact]
    public async Task Nothing_is_written_for_an_empty_batch_or_by_reading()
    {
        var tap = new TableTap(await TestStores.NewAsync(StoreKind.Memory, servers));
        using var system = new LedgerSystem(tap);
        await system.Ledger.OpenAsync(TestContext.Current.CancellationToken);
        tap.Reset();

        Assert.Empty(await system.RecordAsync());
        var readings = await system.Intake.ReadAsync(
            [TestMessage.Sale("a"), TestMessage.Sale("a", "0"), TestMessage.Foreign("b", "sale", "1", "USD", "18.25")],
            TestContext.Current.CancellationToken);
        Assert.Equal([null, RejectionReason.AmountNotPositive, null], readings.Select(reading => (reading as RevenueReading.Rejected)?.Rejection.Reason));
        Assert.Equal((0, 0, 0), (tap.Reads, tap.Queries, tap.Submits));
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task One_batch_may_touch_many_days(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers), shardCount: 1);
        var messages = Enumerable.Range(0, 150).Select(i => TestMessage.Sale($"s{i}", "1.00", occurredAt: TestMessage.Day.AddDays(i))).ToArray();

        var outcomes = await system.OutcomesAsync(messages);
        var again = await system.OutcomesAsync(messages.Append(TestMessage.Sale("late", "2.00", occurredAt: TestMessage.Day.AddDays(77))));

        Assert.All(outcomes, outcome => Assert.Equal(RecordOutcome.Recorded, outcome));
        Assert.Equal(150, again.Count(outcome => outcome == RecordOutcome.Duplicate));
        Assert.Equal(RecordOutcome.Recorded, again[^1]);
        var totals = await system.TotalsAsync();
        Assert.Equal("152.00", totals.Total.ToString());
        await LedgerAudit.CheckAsync(system.Store, totals);
    }

    [Theory]
    [InlineData(StoreKind.Memory, '"')]
    [InlineData(StoreKind.Azurite, '"')]
    [InlineData(StoreKind.Azurite, 'é')]
    [InlineData(StoreKind.Azurite, 'x')]
    public async Task Messages_of_the_largest_size_are_recorded_as_they_are(StoreKind kind, char fill)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers), shardCount: 1);
        var messages = Enumerable.Range(0, 110).Select(i => Largest($"s{i}-{new string('\u2028', 99)}-", fill)).ToArray();

        var outcomes = await system.OutcomesAsync(messages);

        Assert.All(messages, message => Assert.InRange(message.Length, RevenueMessageReader.MaxBytes - 2, RevenueMessageReader.MaxBytes));
        Assert.All(outcomes, outcome => Assert.Equal(RecordOutcome.Recorded, outcome));
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    [Fact]
    public async Task Revenue_is_rejected_only_past_the_capacity_of_a_shard()
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(StoreKind.Memory, servers), shardCount: 256);
        var capacity = long.MaxValue / 256;
        var fitting = (int)(capacity / ValuedRevenue.MaxValue.Cents);
        var shard = LedgerShards.Of(RevenueHashes.Id("x0"), 256);
        var ids = Enumerable.Range(0, int.MaxValue).Select(i => $"x{i}").Where(id => LedgerShards.Of(RevenueHashes.Id(id), 256) == shard);
        var messages = ids.Take(fitting + 2).Select((id, i) => i % 2 == 0
            ? TestMessage.Sale(id, "1000000000000.00")
            : TestMessage.Refund(id, "1000000000000.00", "some")).ToArray();

        var results = await system.RecordAsync(messages.Append(TestMessage.Sale("small")));

        Assert.Equal(fitting, results.Count(result => result.Outcome == RecordOutcome.Recorded) - 1);
        Assert.All(results.Skip(fitting).Take(2), result => Assert.Equal(RejectionReason.LedgerFull, result.Reason));
        Assert.Equal(RecordOutcome.Recorded, results[^1].Outcome);
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    private static byte[] Largest(string id, char fill)
    {
        var empty = TestMessage.Sale(id, metadata: """{"text":""}""").Length;
        var unit = fill == '"' ? "\\\"" : fill.ToString();
        var count = (RevenueMessageReader.MaxBytes - empty) / System.Text.Encoding.UTF8.GetByteCount(unit);
        return TestMessage.Sale(id, metadata: $$"""{"text":"{{string.Concat(Enumerable.Repeat(unit, count))}}"}""");
    }
}
