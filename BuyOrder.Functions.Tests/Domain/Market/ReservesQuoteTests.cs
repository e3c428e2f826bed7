using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Tests.Domain.Market;

/// <summary>A quote of constant-product pools: its figures, what contradicts it, and the largest part of it that a limit lets through.</summary>
public sealed class ReservesQuoteTests
{
    private static readonly TokenUnits Units = new(18, 18);
    private static readonly Pool Near = new(100_000, 2_000);
    private static readonly Pool Far = new(2_000, 6_000);
    private static readonly Pool[] Thin = [new(100_000 * BigInteger.Pow(10, 18), 2_000 * BigInteger.Pow(10, 18))];

    [Fact]
    public void Figures_follow_from_the_amounts_and_the_pool()
    {
        var quote = new ReservesQuote(3_000, 58, [Near]);

        Assert.Equal((3_000, 58), (quote.AmountIn, quote.AmountOut));
        Assert.Equal(new MidPrice(100_000, 2_000), quote.Mid);
        Assert.Equal(60, quote.AtMid);
        Assert.Equal((334, 30, 97_000), (quote.ImpactBps, quote.FeeBps, quote.Gas));
    }

    [Fact]
    public void Second_pool_adds_its_price_its_fee_and_its_gas()
    {
        var quote = new ReservesQuote(3_000, 1, [Near, Far]);

        Assert.Equal(new MidPrice(200_000_000, 12_000_000), quote.Mid);
        Assert.Equal((60, 152_000), (quote.FeeBps, quote.Gas));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Quote_of_no_unit_buys_nothing(int amountOut, bool nothing) =>
        Assert.Equal(nothing, new ReservesQuote(3_000, amountOut, [Near]).BuysNothing);

    [Fact]
    public void Quote_has_a_fault_when_its_pools_do_not_give_it()
    {
        Assert.Null(new ReservesQuote(3_000, 58, [Near]).Fault);
        Assert.Equal("the market quotes 55 token units, its pools give 58", new ReservesQuote(3_000, 55, [Near]).Fault);
    }

    [Fact]
    public void Quote_has_a_fault_when_any_pool_is_empty_or_there_is_none()
    {
        string?[] faults =
        [
            new ReservesQuote(3_000, 58, []).Fault,
            new ReservesQuote(3_000, 58, [new Pool(0, 1), Near]).Fault,
            new ReservesQuote(3_000, 58, [Near, new Pool(1, 0)]).Fault,
        ];

        Assert.All(faults, fault => Assert.Equal("a pool on the way is empty", fault));
    }

    [Fact]
    public void Minimum_is_what_slippage_leaves_rounded_down()
    {
        var quote = new ReservesQuote(3_000, 58, [Near]);

        Assert.Equal([58, 57, 0], new[] { 0, 150, 10_000 }.Select(bps => (int)quote.MinimumOut(bps)));
        Assert.Throws<ArgumentOutOfRangeException>("slippageBps", () => quote.MinimumOut(-1));
        Assert.Throws<ArgumentOutOfRangeException>("slippageBps", () => quote.MinimumOut(10_001));
    }

    [Fact]
    public void Quote_that_fits_is_the_largest_itself_and_a_larger_one_is_made_small()
    {
        var fits = For(70_919);

        Assert.Same(fits, fits.Largest(Units, 100));
        Assert.Equal(fits, For(70_920).Largest(Units, 100));
        Assert.Equal(fits, For(1_000_000).Largest(Units, 100));
    }

    [Fact]
    public void No_part_of_a_quote_fits_a_limit_that_is_not_above_the_fee()
    {
        Assert.Null(For(70_919).Largest(Units, 30));
        Assert.NotNull(For(70_919).Largest(Units, 31));
    }

    [Fact]
    public void Quotes_rest_on_the_same_when_every_pool_holds_the_same()
    {
        var quote = new ReservesQuote(3_000, 58, [Near, Far]);

        Assert.True(quote.RestsOnTheSameAs(new ReservesQuote(1, 0, [new Pool(100_000, 2_000), Far])));
        Assert.False(quote.RestsOnTheSameAs(new ReservesQuote(3_000, 58, [Far, Near])));
        Assert.False(quote.RestsOnTheSameAs(new ReservesQuote(3_000, 58, [Near])));
        Assert.False(quote.RestsOnTheSameAs(new LadderQuote(quote.Mid, [3_000], [new Rung(3_000, 58, 97_000)])));
    }

    private static ReservesQuote For(long cents)
    {
        var amountIn = Units.ToStablecoin(new Zar(cents));
        return new ReservesQuote(amountIn, ConstantProduct.AmountOut(amountIn, Thin), Thin);
    }
}
