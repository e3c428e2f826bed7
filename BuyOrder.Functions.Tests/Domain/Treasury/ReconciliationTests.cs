using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>Where the revenue of one order came from, and the sentence for each thing that does not fit.</summary>
public sealed class ReconciliationTests
{
    private static readonly ShardCutOff Quiet = new(1, 1, 1, new Zar(1_00), default);
    private static readonly ShardCutOff[] AtFirst = [new(0, 2, 1, new Zar(3_00), default), Quiet];
    private static readonly ShardCutOff[] AtSecond = [new(0, 5, 2, new Zar(7_00), default), Quiet];

    /// <summary>Of 4 ZAR it takes 2.50.</summary>
    private static readonly Order First = Frozen("m-1", [2, 1], AtFirst, new Zar(4_00), new Zar(2_50), Totals(entries: 3, sales: 4_00, refunds: 0));

    /// <summary>Of 1.50 ZAR carried in and 4 ZAR of entries it takes 5.</summary>
    private static readonly Order Second = Frozen("m-2", [5, 1], AtSecond, new Zar(8_00), new Zar(5_00), Totals(entries: 6, sales: 9_00, refunds: 1_00));

    [Fact]
    public void First_order_takes_up_all_there_was()
    {
        var found = Reconciliation.Of(First, null, Zar.Zero, [], AtFirst);

        Assert.Empty(found.Faults);
        Assert.True(found.Fits);
        Assert.Equal((First, null), (found.Order, found.Previous));
        Assert.Equal([0L, 0], found.After);
        Assert.Equal([2L, 1], found.UpTo);
        Assert.Equal(Figures(0, 3, 4_00, 2_50, 1_50), Figures(found));
        Assert.Same(First.Revenue, found.Breakdown);
    }

    [Fact]
    public void Next_order_takes_up_what_came_since_and_what_was_carried_in()
    {
        var found = Of(Second);

        Assert.Empty(found.Faults);
        Assert.Equal((Second, First), (found.Order, found.Previous));
        Assert.Equal([2L, 1], found.After);
        Assert.Equal([5L, 1], found.UpTo);
        Assert.Equal(Figures(1_50, 3, 4_00, 5_00, 50), Figures(found));
        Assert.Equal((3, new Zar(5_00), new Zar(1_00)), (found.Breakdown!.Entries, found.Breakdown.Sales, found.Breakdown.Refunds));
    }

    [Fact]
    public void Failed_order_takes_up_nothing_and_is_held_to_nothing()
    {
        var found = Reconciliation.Of(Second.Failed(ReasonCode.Reverted, 1, Noon), First, First.RevenueBase, AtFirst, AtFirst);

        Assert.Empty(found.Faults);
        Assert.Equal([2L, 1], found.After);
        Assert.Equal([2L, 1], found.UpTo);
        Assert.Equal(Figures(1_50, 0, 0, 0, 1_50), Figures(found));
        Assert.Same(RevenueTotals.Empty, found.Breakdown);
    }

    [Fact]
    public void Order_from_before_revenue_by_source_was_kept_has_no_breakdown_and_fits()
    {
        var unkept = Second with { Revenue = null };

        Assert.Equal((null, true), Breakdown(Of(unkept)));
        Assert.Equal((null, true), Breakdown(Of(Second, First with { Revenue = null })));
        Assert.Equal((null, true), Breakdown(Reconciliation.Of(First with { Revenue = null }, null, Zar.Zero, [], AtFirst)));

        static (RevenueTotals?, bool) Breakdown(Reconciliation found) => (found.Breakdown, found.Fits);
    }

    [Fact]
    public void Cut_off_that_goes_back_is_told_with_its_shard() => Told(
        Of(Second with { CutOff = [5, 0] }),
        "Shard 1: the cut-off goes back from 1 to 0.",
        "By source and currency there are 3 entries of 4.00, in the blocks 2 of 4.00.");

    [Fact]
    public void Block_that_is_missing_is_told_with_its_entry_and_nothing_is_compared_with_the_rest()
    {
        Told(
            Reconciliation.Of(Second, First, First.RevenueBase, AtFirst, [AtSecond[0], null]),
            "Shard 1: no block ends at entry 1, the cut-off of m-2.",
            "Carried in 1.50 and entries 3.00 are not base 5.00 and carried out 0.50.",
            "The base 5.00 is more than the 4.50 that were available.",
            "By source and currency there are 3 entries of 4.00, in the blocks 3 of 3.00.");
        Told(
            Reconciliation.Of(Second, First, First.RevenueBase, [null, Quiet], AtSecond),
            "Shard 0: no block ends at entry 2, the cut-off of m-1.",
            "Carried in 1.50 and entries 7.00 are not base 5.00 and carried out 0.50.",
            "By source and currency there are 3 entries of 4.00, in the blocks 3 of 7.00.");
    }

    [Fact]
    public void Ledger_that_is_not_what_was_frozen_is_told_for_the_order_and_for_the_one_before() => Told(
        Of(Second with { LedgerRoot = "of another" }, First with { LedgerRoot = "of none" }),
        $"The ledger root of m-2 is of another; the blocks give {Root(AtSecond)}.",
        $"The ledger root of m-1 is of none; the blocks give {Root(AtFirst)}.");

    [Fact]
    public void Total_that_is_not_what_was_frozen_is_told_and_then_the_sums_do_not_meet()
    {
        Told(
            Of(Second with { RevenueTotal = new Zar(8_01) }),
            "The total revenue of m-2 is 8.01; the blocks give 8.00.",
            "Carried in 1.50 and entries 4.00 are not base 5.00 and carried out 0.51.");
        Told(
            Of(Second, First with { RevenueTotal = new Zar(4_01) }),
            "The total revenue of m-1 is 4.01; the blocks give 4.00.",
            "Carried in 1.51 and entries 4.00 are not base 5.00 and carried out 0.50.");
    }

    [Fact]
    public void Base_may_take_all_that_was_available_and_no_cent_more()
    {
        Told(Of(Second with { RevenueBase = new Zar(5_50) }));
        Told(Of(Second with { RevenueBase = new Zar(5_51) }), "The base 5.51 is more than the 5.50 that were available.");
    }

    [Fact]
    public void Breakdown_that_does_not_add_up_to_the_blocks_is_told() => Told(
        Of(Second with { Revenue = Totals(entries: 6, sales: 9_01, refunds: 1_00) }),
        "By source and currency there are 3 entries of 4.01, in the blocks 3 of 4.00.");

    private static void Told(Reconciliation found, params string[] faults)
    {
        Assert.Equal(faults, found.Faults);
        Assert.Equal(faults.Length == 0, found.Fits);
    }

    private static Reconciliation Of(Order second, Order? first = null) => Reconciliation.Of(second, first ?? First, First.RevenueBase, AtFirst, AtSecond);

    private static Order Frozen(string id, long[] cutOff, ShardCutOff[] shards, Zar total, Zar revenueBase, RevenueTotals revenue) => Reserved(id) with
    {
        CutOff = cutOff,
        LedgerRoot = Root(shards),
        RevenueTotal = total,
        RevenueBase = revenueBase,
        Revenue = revenue,
    };

    private static string Root(ShardCutOff[] shards) => RevenueHashes.LedgerRoot(shards).ToString();

    private static RevenueTotals Totals(long entries, long sales, long refunds) =>
        new([new CurrencyTotals(RevenueSource.CourseSale, "ZAR", entries, new Zar(sales), new Zar(refunds), sales, refunds)]);

    private static (Zar CarriedIn, long Entries, Zar Total, Zar Base, Zar CarriedOut) Figures(
        long carriedIn, long entries, long total, long revenueBase, long carriedOut) =>
        (new Zar(carriedIn), entries, new Zar(total), new Zar(revenueBase), new Zar(carriedOut));

    private static (Zar CarriedIn, long Entries, Zar Total, Zar Base, Zar CarriedOut) Figures(Reconciliation found) =>
        (found.CarriedIn, found.Entries, found.EntriesTotal, found.Base, found.CarriedOut);
}
