using System.Numerics;
using BuyOrder.Domain.Market;

namespace BuyOrder.Functions.Tests.Domain.Market;

/// <summary>A quote of a few amounts: which are asked for, what they are compared with, and the largest that a limit lets through.</summary>
public sealed class LadderQuoteTests
{
    private static readonly TokenUnits Units = new(18, 18);
    private static readonly MidPrice Even = new(1, 1);
    private static readonly LadderQuote Quote = new(Even, [3_000], [new Rung(1_000, 900, 7), new Rung(500, 475, 5), new Rung(100, 99, 4)]);

    [Fact]
    public void Sixteenths_in_whole_cents_are_asked_for_after_the_whole()
    {
        Assert.Equal([1_607, .. Enumerable.Range(1, 16).Reverse().Select(part => part * 100)], Numbers(LadderQuote.Amounts(1_607, 10)));
        Assert.Equal([170, 150, 140, 130, 120, 110, 100, 90, 80, 70, 60, 50, 40, 30, 20, 10], Numbers(LadderQuote.Amounts(170, 10)));
        Assert.Equal([30, 20, 10], Numbers(LadderQuote.Amounts(30, 10)));
        Assert.Equal([9], Numbers(LadderQuote.Amounts(9, 10)));
        Assert.Empty(LadderQuote.Amounts(0, 10));
    }

    [Fact]
    public void Largest_amount_within_the_limit_is_taken_as_it_was_quoted()
    {
        Assert.Same(Quote, Quote.Largest(Units, 1_000));
        Assert.Equal(new LadderQuote(Even, [3_000], [new Rung(500, 475, 5)]), Quote.Largest(Units, 999));
        Assert.Equal(new LadderQuote(Even, [3_000], [new Rung(500, 475, 5)]), Quote.Largest(Units, 500));
        Assert.Equal(new LadderQuote(Even, [3_000], [new Rung(100, 99, 4)]), Quote.Largest(Units, 100));
        Assert.Null(Quote.Largest(Units, 99));
    }

    [Fact]
    public void Amount_that_brings_nothing_is_never_taken()
    {
        var dry = new LadderQuote(Even, [3_000], [new Rung(1_000, 0, 7), new Rung(500, 475, 5)]);

        Assert.Equal((500, 5), (dry.Largest(Units, int.MaxValue)!.AmountIn, dry.Largest(Units, int.MaxValue)!.Gas));
        Assert.False(dry.BuysNothing);
        Assert.True(new LadderQuote(Even, [3_000], [new Rung(1_000, 0, 7), new Rung(500, 0, 5)]).BuysNothing);
    }

    [Theory]
    [InlineData(1, 1, null)]
    [InlineData(0, 1, "a pool on the way has no price")]
    [InlineData(1, 0, "a pool on the way has no price")]
    public void Pool_without_a_price_is_told(int amountIn, int amountOut, string? fault) =>
        Assert.Equal(fault, new LadderQuote(new MidPrice(amountIn, amountOut), [3_000], Quote.Rungs).Fault);

    [Fact]
    public void Fees_of_all_pools_are_taken_one_after_the_other()
    {
        Assert.Equal(30, Quote.FeeBps);

        // 1 - 0.99 * 0.9 = 0.109; what is above a whole basis point is rounded up.
        Assert.Equal(1_090, new LadderQuote(Even, [10_000, 100_000], Quote.Rungs).FeeBps);
        Assert.Equal(35, new LadderQuote(Even, [3_000, 500], Quote.Rungs).FeeBps);
    }

    [Fact]
    public void Quotes_are_the_same_when_price_fees_and_every_rung_are()
    {
        Assert.Equal(Quote, new LadderQuote(Even, [3_000], [.. Quote.Rungs]));
        Assert.NotEqual(Quote, new LadderQuote(Even, [500], Quote.Rungs));
        Assert.NotEqual(Quote, new LadderQuote(new MidPrice(2, 1), [3_000], Quote.Rungs));
        Assert.NotEqual(Quote, new LadderQuote(Even, [3_000], [Quote.Rungs[0]]));
        Assert.True(Quote.RestsOnTheSameAs(new LadderQuote(Even, [500], [.. Quote.Rungs])));
        Assert.False(Quote.RestsOnTheSameAs(new LadderQuote(new MidPrice(2, 1), [3_000], Quote.Rungs)));
    }

    private static IEnumerable<int> Numbers(IEnumerable<BigInteger> amounts) => amounts.Select(amount => (int)amount);
}
