using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Treasury;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Orders;

/// <summary>What a purchase is compared with, and the sums of many.</summary>
public sealed class FillTests
{
    private static readonly BigInteger Whole = BigInteger.Pow(10, 18);

    [Fact]
    public void Fill_tells_how_much_dearer_it_was_than_mid_and_reference()
    {
        // 10 000 ZAR at 50 are 200 tokens: 196 arrived, 199 were in reach at the mid price of the reservation and 198 at that of the swap.
        var order = Bought(196, quoteAtMid: 199, boughtAtMid: 198, quoted: 197);

        Assert.Equal(new Fill(154, 103, 205), Fill.Of(order));
    }

    [Fact]
    public void Fill_below_zero_was_cheaper()
    {
        var order = Bought(201, quoteAtMid: 200, boughtAtMid: 200, quoted: 200);

        Assert.Equal(new Fill(-50, -50, -50), Fill.Of(order));
    }

    [Fact]
    public void Order_from_before_mid_prices_were_kept_is_compared_with_the_reference_alone()
    {
        var order = Bought(196, quoteAtMid: null, boughtAtMid: null, quoted: 197);

        Assert.Equal(new Fill(null, null, 205), Fill.Of(order));
        Assert.Equal(FillStatistics.None, FillStatistics.None.With(order));
        Assert.Null(Fill.Of(OrderExamples.Sent()));
    }

    [Fact]
    public void Part_of_the_spend_is_compared_with_what_that_part_would_have_brought()
    {
        var whole = Bought(196, quoteAtMid: 199, boughtAtMid: null, quoted: 197);
        var order = OrderExamples.Sent() with { Quote = whole.Quote, SpendUnits = 10_000 * Whole };

        var half = order.Completed(whole.Purchase! with { SpentUnits = 5_000 * Whole, TokensAcquired = 98 * Whole }, 0, OrderExamples.Noon, 198 * Whole);

        Assert.Equal(99 * Whole, half.BoughtAtMid);
        Assert.Equal(new Fill(154, 103, 205), Fill.Of(half));
    }

    [Fact]
    public void Average_prices_of_pools_that_counted_are_compared_with_by_the_lowest()
    {
        JudgedSource Source(string name, SourceKind kind, SourceVerdict verdict, string price) => new(name, kind, verdict) { Price = Price.Parse(price) };
        var order = Bought(196, quoteAtMid: 199, boughtAtMid: 198, quoted: 197) with
        {
            Prices =
            [
                Source("feed", SourceKind.Feed, SourceVerdict.Counted, "40.00"),
                Source("far", SourceKind.UniswapV2, SourceVerdict.TooFar, "30.00"),
                Source("parity", SourceKind.UniswapV3, SourceVerdict.AtPar, "1.00"),
                Source("v2", SourceKind.UniswapV2, SourceVerdict.Counted, "50.00"),
                Source("v3", SourceKind.UniswapV3, SourceVerdict.Counted, "49.00"),
            ],
        };

        // At 49 the money is worth 204.08 tokens, of which 196 arrived.
        Assert.Equal(413, Fill.Of(order)!.AgainstTwapBps);
        Assert.Equal(new Fill(154, 103, 205), Fill.Of(order with { Prices = [Source("feed", SourceKind.Feed, SourceVerdict.Counted, "40.00")] }));
    }

    [Fact]
    public void Statistics_are_weighted_by_spend_and_know_the_worst()
    {
        var cheap = Bought(200, 200, 200, 200) with { Spend = new Zar(30_000_00) };
        var dear = Bought(196, 199, 198, 197) with { Spend = new Zar(10_000_00) };

        var both = FillStatistics.None.With(cheap).With(dear);

        Assert.Equal((2, new Zar(40_000_00)), (both.Count, both.Spend));
        Assert.Equal((26, 103), (both.MidAverageBps, both.MidWorstBps));
        Assert.Equal((51, 205), (both.ReferenceAverageBps, both.ReferenceWorstBps));
        Assert.Equal(FillStatistics.None.With(cheap) with { MidWorstBps = 103, ReferenceWorstBps = 205 }, both.Without(dear));
        Assert.Null(FillStatistics.None.MidAverageBps);
        Assert.Equal((-50, -50), Worst(FillStatistics.None.With(Bought(201, 200, 200, 200))));
        Assert.Equal((103, 205), Worst(FillStatistics.None.With(dear).With(cheap)));

        static (int? Mid, int? Reference) Worst(FillStatistics statistics) => (statistics.MidWorstBps, statistics.ReferenceWorstBps);
    }

    [Property]
    public bool Statistics_with_an_order_and_without_it_again_count_what_they_did(int got, int atMid)
    {
        var order = Bought(Math.Abs((long)got) + 1, 200, Math.Abs((long)atMid) + 1, 200);
        var before = FillStatistics.None.With(Bought(196, 199, 198, 197));

        var after = before.With(order).Without(order);

        return after with { MidWorstBps = before.MidWorstBps, ReferenceWorstBps = before.ReferenceWorstBps } == before;
    }

    [Fact]
    public void Treasury_keeps_the_statistics_of_completed_orders_and_takes_an_undone_one_out()
    {
        var completed = Bought(196, 199, 198, 197);
        var pending = OrderExamples.Reserved(completed.Id);

        var booked = new TreasuryState().Reserve(pending).End(completed);
        var undone = booked.Undo(completed);

        Assert.Equal(1, booked.Fills.Count);
        Assert.Equal(0, undone.Fills.Count);
        Assert.Equal(booked.Fills, new TreasuryState().WithSumsOf([completed]).Fills);
    }

    private static Order Bought(long tokens, long? quoteAtMid, long? boughtAtMid, long quoted)
    {
        var order = OrderExamples.Sent() with
        {
            SpendUnits = 10_000 * Whole,
            Quote = new OrderQuote("uniswap-v2", quoted * Whole, new Price(10_000 * Price.One / quoted), Price.Parse("50.00"), 31, 30, 40)
            {
                AtMid = quoteAtMid * Whole,
            },
        };
        var purchase = new Purchase(OrderExamples.Hash(1), 7, OrderExamples.Hash(2), 10_000 * Whole, tokens * Whole);
        return order.Completed(purchase, 0, OrderExamples.Noon, boughtAtMid * Whole);
    }
}
