using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>The whole ledger from the heads of its shards.</summary>
public sealed class LedgerTotalsTests
{
    private static readonly CurrencyTotals Courses = new(RevenueSource.CourseSale, "ZAR", 3, new Zar(900), new Zar(100), 900, 100);
    private static readonly CurrencyTotals Dollars = new(RevenueSource.Other, "USD", 2, new Zar(100), new Zar(150), 10, 15);

    [Fact]
    public void Heads_become_cut_offs_in_shard_order_and_their_figures_are_added_up()
    {
        var (firstHash, secondHash) = (Sha256Hash.Of("first"u8), Sha256Hash.Of("second"u8));
        var first = new ShardHead(3, 2, new RevenueTotals([Courses]), firstHash, TestMessage.Day) { RefundsBeyond = 1 };
        var second = new ShardHead(2, 1, new RevenueTotals([Dollars]), secondHash, TestMessage.Day) { RefundsBeyond = 2 };

        var totals = LedgerTotals.Of([first, second]);

        Assert.Equal((new Zar(750), 5L), (totals.Total, totals.Entries));
        Assert.Equal([new ShardCutOff(0, 3, 2, new Zar(800), firstHash), new ShardCutOff(1, 2, 1, new Zar(-50), secondHash)], totals.Shards);
        Assert.Equal([Courses, Dollars], totals.Breakdown.Lines);
        Assert.Equal(new SourceTotals(3, new Zar(900), new Zar(100)), totals.Sources[RevenueSource.CourseSale]);
        Assert.Equal(new SourceTotals(2, new Zar(100), new Zar(150)), totals.Sources[RevenueSource.Other]);
        Assert.Equal([1L, 2L], totals.RefundsBeyond);
    }

    [Fact]
    public void Refunds_beyond_a_limit_are_none_unless_they_are_said() => Assert.Empty(
        new LedgerTotals(Zar.Zero, 0, RevenueTotals.BySource([]), RevenueTotals.Empty, default, []).RefundsBeyond);
}
