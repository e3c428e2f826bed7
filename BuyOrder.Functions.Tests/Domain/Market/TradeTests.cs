using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Tests.Domain.Market;

/// <summary>The figures of a purchase, and the largest one that a quote leaves room for.</summary>
public sealed class TradeTests
{
    private static readonly GuardLimits Limits = new(ImpactBps: 100, DeviationBps: 200, SlippageBps: 150, MaxFeePerGas: 1);
    private static readonly Price Fifty = Price.Parse("50");
    private static readonly TokenUnits Units = new(18, 18);
    private static readonly Pool[] Thin = [new(100_000 * BigInteger.Pow(10, 18), 2_000 * BigInteger.Pow(10, 18))];

    [Fact]
    public void Trade_has_the_figures_of_its_quote()
    {
        var quote = new ReservesQuote(3_000, 58, [new Pool(100_000, 2_000)]);

        // 60 at the mid price; 58 for 30 Rand are 0.5172 Rand each.
        var trade = Trade.Of(new Zar(3_000), quote, new TokenUnits(2, 0), Price.Parse("0.50"), Limits);

        Assert.Equal(new Trade(new Zar(3_000), quote, MinimumOut: 57, ImpactBps: 334, DeviationBps: 345), trade);
    }

    [Fact]
    public void Trade_is_made_as_small_as_the_limit_on_its_impact_asks()
    {
        var expected = Trade.Of(new Zar(70_919), For(70_919), Units, Fifty, Limits);

        Assert.Equal(expected, Trade.Largest(For(1_000_000), Units, Fifty, Limits));
        Assert.Equal(expected, Trade.Largest(For(70_919), Units, Fifty, Limits));
        Assert.Equal(100, expected.ImpactBps);
    }

    [Fact]
    public void There_is_no_trade_when_the_fee_alone_is_over_the_limit() =>
        Assert.Null(Trade.Largest(For(1_000_000), Units, Fifty, Limits with { ImpactBps = 30 }));

    private static ReservesQuote For(long cents)
    {
        var amountIn = Units.ToStablecoin(new Zar(cents));
        return new ReservesQuote(amountIn, ConstantProduct.AmountOut(amountIn, Thin), Thin);
    }
}
