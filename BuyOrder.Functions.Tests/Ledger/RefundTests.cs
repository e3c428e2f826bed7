using BuyOrder.Domain.Money;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Intake;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Ledger;

/// <summary>A refund is an entry like any other: it counts in full, even if the ledger has no such sale, and whenever it comes.</summary>
public sealed class RefundTests(TestServers servers)
{
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Partial_and_several_refunds_of_a_sale_count_each_by_itself(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));

        await system.RecordAsync(
            TestMessage.Sale("s", "100.00"),
            TestMessage.Refund("r1", "30.00", "s"),
            TestMessage.Refund("r2", "30.00", "s"),
            TestMessage.Refund("r2", "30.00", "s"),
            TestMessage.Refund("r3", "0.01", "s"));

        Assert.Equal(("39.99", 4L), await TotalsAsync(system));
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    [Fact]
    public async Task Refund_before_its_sale_counts_and_the_sale_counts_when_it_comes()
    {
        using var system = new LedgerSystem(new MemoryTableStore());

        await system.RecordAsync(TestMessage.Refund("r", "30.00", "s"));
        var before = await TotalsAsync(system);
        await system.RecordAsync(TestMessage.Sale("s", "100.00"));

        Assert.Equal([("-30.00", 1L), ("70.00", 2L)], [before, await TotalsAsync(system)]);
    }

    [Fact]
    public async Task Refund_that_is_larger_than_its_sale_counts_in_full()
    {
        using var system = new LedgerSystem(new MemoryTableStore());

        await system.RecordAsync(TestMessage.Sale("s", "100.00"), TestMessage.Refund("r", "100.01", "s"));

        Assert.Equal(("-0.01", 2L), await TotalsAsync(system));
    }

    [Theory]
    [InlineData("never-sold")]
    [InlineData("r0")]
    [InlineData("r")]
    public async Task Refund_of_what_is_no_sale_of_the_ledger_counts(string of)
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        await system.RecordAsync(TestMessage.Refund("r0", "1.00", "another"));

        Assert.Equal([RecordOutcome.Recorded], await system.OutcomesAsync(TestMessage.Refund("r", "5.00", of)));

        Assert.Equal(("-6.00", 2L), await TotalsAsync(system));
    }

    [Fact]
    public async Task Chargeback_is_a_refund_and_one_that_is_won_comes_back_as_a_sale_of_its_own()
    {
        using var system = new LedgerSystem(new MemoryTableStore());

        var outcomes = await system.OutcomesAsync(
            TestMessage.Sale("s", "100.00"), TestMessage.Refund("dispute-1", "100.00", "s"), TestMessage.Sale("dispute-1-won", "100.00"));
        var asTheSale = await system.OutcomesAsync(TestMessage.Sale("dispute-1", "100.00"));

        Assert.All(outcomes, outcome => Assert.Equal(RecordOutcome.Recorded, outcome));
        Assert.Equal([RecordOutcome.ConflictingDuplicate], asTheSale);
        Assert.Equal(("100.00", 3L), await TotalsAsync(system));
    }

    [Fact]
    public async Task Refund_after_its_revenue_was_spent_leaves_a_deficit_that_sales_must_make_up_first()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        var spent = new TreasuryState { ConsumedBase = new Zar(1000_00), TotalSpent = new Zar(100_00), Completed = 1 };
        await system.RecordAsync(TestMessage.Sale("s1", "1000.00"));

        await system.RecordAsync(TestMessage.Refund("r", "600.00", "s1"));
        var deficit = await MetricsAsync(system, spent);
        await system.RecordAsync(TestMessage.Sale("s2", "600.00"));
        var even = await MetricsAsync(system, spent);
        await system.RecordAsync(TestMessage.Sale("s3", "2000.00"));
        var ahead = await MetricsAsync(system, spent);

        Assert.Equal(("-600.00", "0.00", "100.00"), Figures(deficit));
        Assert.Equal(("0.00", "0.00", "100.00"), Figures(even));
        Assert.Equal(("2000.00", "200.00", "300.00"), Figures(ahead));
    }

    [Property(MaxTest = 100)]
    public async Task<bool> Totals_do_not_depend_on_the_order_of_arrival(int seed, byte[] cuts)
    {
        var bodies = Enumerable.Range(0, 24).SelectMany(i => new[]
        {
            TestMessage.Sale($"s{i}", $"{i}.25", occurredAt: TestMessage.Day.AddHours(i * 7)),
            TestMessage.Refund($"r{i}", $"{i / 2}.50", $"s{i}"),
        }).ToArray();
        using var inOrder = new LedgerSystem(new MemoryTableStore());
        await inOrder.RecordAsync(bodies);
        new Random(seed).Shuffle(bodies);
        using var shuffled = new LedgerSystem(new MemoryTableStore());

        for (var (at, cut) = (0, 0); at < bodies.Length; cut++)
        {
            var size = cut < cuts.Length ? 1 + (cuts[cut] % 9) : bodies.Length;
            await shuffled.RecordAsync(bodies.Skip(at).Take(size));
            at += size;
        }

        var (expected, actual) = (await inOrder.TotalsAsync(), await shuffled.TotalsAsync());
        return expected.Total == actual.Total && expected.Breakdown.Lines.SequenceEqual(actual.Breakdown.Lines);
    }

    private static async Task<(string Total, long Entries)> TotalsAsync(LedgerSystem system)
    {
        var totals = await system.TotalsAsync();
        return (totals.Total.ToString(), totals.Entries);
    }

    private static async Task<MetricsResponse> MetricsAsync(LedgerSystem system, TreasuryState state) =>
        MetricsFunctions.Shape(await system.TotalsAsync(), state, EngineBench.Parameters, 0, 0, state.Windows);

    private static (string Available, string Allocation, string Promised) Figures(MetricsResponse metrics) =>
        (metrics.AvailableRevenue.ToString(), metrics.Allocation.ToString(), metrics.PromisedToDate.ToString());
}
