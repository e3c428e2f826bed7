using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Market;

[Properties(Arbitrary = [typeof(PoolArbitraries)])]
public sealed class MarketGuardsTests
{
    private static readonly BigInteger Whole = BigInteger.Pow(10, 18);
    private static readonly BigInteger Gwei = 1_000_000_000;
    private static readonly TokenUnits Units = new(18, 18);
    private static readonly Price Fifty = Price.Parse("50.00");
    private static readonly GuardLimits Limits = new(ImpactBps: 100, DeviationBps: 200, SlippageBps: 100, MaxFeePerGas: 500 * Gwei);
    private static readonly Zar TenThousand = new(1_000_000);
    private static readonly Pool[] Deep = [new(1_000_000_000 * Whole, 20_000_000 * Whole)];

    [Fact]
    public void Guards_accept_a_fair_quote_with_its_figures()
    {
        var verdict = Check(TenThousand, Deep);

        Assert.True(verdict.IsAccepted);
        Assert.Equal("quote 50.150951 ZAR per AZR is 0.31 % above the reference 50.00, price impact 0.31 %", verdict.Message);
        Assert.Equal(verdict.Quote.AmountOut * 99 / 100, verdict.MinimumOut);
        Assert.Equal((31, 31), (verdict.ImpactBps, verdict.DeviationBps));
    }

    [Theory]
    [InlineData(1_220_000_000, 20_000_000, "quote 61.184051 ZAR per AZR is 22.37 % above the reference 50.00; allowed 2.00 %")]
    [InlineData(900_000_000, 20_000_000, "quote 45.135906 ZAR per AZR is 9.73 % below the reference 50.00; allowed 2.00 %")]
    public void Guards_reject_a_price_too_far_from_the_reference_in_either_direction(long rand, long tokens, string message)
    {
        var verdict = Check(TenThousand, [new(rand * Whole, tokens * Whole)]);

        Assert.Equal(GuardOutcome.PriceRejected, verdict.Outcome);
        Assert.Equal(message, verdict.Message);
    }

    [Fact]
    public void Guards_refuse_a_fixed_amount_that_moves_the_price_too_far()
    {
        var verdict = Check(TenThousand, [new(100_000 * Whole, 2_000 * Whole)]);

        Assert.Equal(GuardOutcome.PriceImpact, verdict.Outcome);
        Assert.Equal("price impact of 10000.00 ZAR is 9.34 %, fee included; allowed 1.00 %", verdict.Message);
    }

    [Fact]
    public void Guards_make_a_new_order_smaller_until_it_fits()
    {
        Pool[] thin = [new(100_000 * Whole, 2_000 * Whole)];

        var verdict = Size(TenThousand, thin);

        Assert.True(verdict.IsAccepted);
        Assert.Equal(new Zar(70_919), verdict.Spend);
        Assert.Equal(Units.ToStablecoin(verdict.Spend), verdict.Quote.AmountIn);
        Assert.Equal(ConstantProduct.AmountOut(verdict.Quote.AmountIn, thin), verdict.Quote.AmountOut);
    }

    [Fact]
    public void Guards_name_the_fee_when_no_amount_can_fit()
    {
        var verdict = MarketGuards.Size(TenThousand, Quote(TenThousand, Deep), Units, Fifty, Limits with { ImpactBps = 20 }, Gwei);

        Assert.Equal(GuardOutcome.PriceImpact, verdict.Outcome);
        Assert.Equal(Zar.Zero, verdict.Spend);
        Assert.Equal("the pools' fee alone is 0.30 %; allowed price impact, fee included, 0.20 %", verdict.Message);
    }

    [Fact]
    public void Guards_refuse_a_quote_that_its_pools_do_not_give()
    {
        var quote = Quote(TenThousand, Deep);

        var verdict = MarketGuards.Check(
            TenThousand, quote with { AmountOut = quote.AmountOut + 1 }, Units, Fifty, Limits, Gwei);

        Assert.Equal(GuardOutcome.QuoteMismatch, verdict.Outcome);
        Assert.Equal(BigInteger.Zero, verdict.MinimumOut);
    }

    [Fact]
    public void Guards_refuse_an_empty_pool_and_an_amount_that_buys_nothing()
    {
        var empty = new Quote(Units.ToStablecoin(TenThousand), 0, [new(0, 0)]);
        var dust = new Quote(Units.ToStablecoin(TenThousand), 0, [new(1_000_000_000 * Whole, 1)]);

        Assert.Equal(GuardOutcome.NoLiquidity, MarketGuards.Check(TenThousand, empty, Units, Fifty, Limits, Gwei).Outcome);
        Assert.Equal(GuardOutcome.NoLiquidity, MarketGuards.Check(TenThousand, dust, Units, Fifty, Limits, Gwei).Outcome);
    }

    [Fact]
    public void Guards_refuse_a_network_fee_above_the_cap()
    {
        var quote = Quote(TenThousand, Deep);

        var atCap = MarketGuards.Check(TenThousand, quote, Units, Fifty, Limits, 500 * Gwei);
        var above = MarketGuards.Check(TenThousand, quote, Units, Fifty, Limits, 500 * Gwei + 1);

        Assert.True(atCap.IsAccepted);
        Assert.Equal(GuardOutcome.FeeTooHigh, above.Outcome);
        Assert.Equal("the network asks 500.000000001 gwei per gas; allowed 500.000000000", above.Message);
    }

    [Fact]
    public void Guards_take_no_quote_for_another_amount() =>
        Assert.Throws<ArgumentException>(() =>
            MarketGuards.Check(new Zar(999_999), Quote(TenThousand, Deep), Units, Fifty, Limits, Gwei));

    [Fact]
    public void Floor_follows_from_reference_and_limits_alone()
    {
        // 200 AZR at the reference; 2 % dearer, then 1 % slippage.
        var floor = MarketGuards.MinimumFloor(TenThousand, Units, Fifty, Limits);

        Assert.Equal("194117647058823529411", floor.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Outcome_that_was_never_decided_is_not_accepted() => Assert.NotEqual(default, GuardOutcome.Accepted);

    [Property]
    public bool Guards_accept_nothing_beyond_a_limit(PoolArbitraries.Market market, ushort price)
    {
        var wanted = new Zar(market.WantedCents);
        var amountIn = market.Units.ToStablecoin(wanted);
        var reading = new Quote(amountIn, ConstantProduct.AmountOut(amountIn, market.Pools), market.Pools);
        var reference = market.Units.PriceOf(reading.AmountIn, reading.AmountOut) is { Scaled.IsZero: false } near && price % 2 == 0
            ? new Price(near.Scaled * (10_000 + price % 400) / 10_000 + 1)
            : Price.Parse($"{price + 1}");
        var limits = Limits with { ImpactBps = market.LimitBps };

        var verdict = MarketGuards.Size(wanted, reading, market.Units, reference, limits, Gwei);

        return verdict.Spend <= wanted
            && (!verdict.IsAccepted
                || (verdict.ImpactBps <= market.LimitBps
                    && Math.Abs(verdict.DeviationBps) <= limits.DeviationBps
                    && verdict.MinimumOut <= verdict.Quote.AmountOut
                    && verdict.MinimumOut >= MarketGuards.MinimumFloor(verdict.Spend, market.Units, reference, limits)
                    && verdict.Quote.AmountIn == market.Units.ToStablecoin(verdict.Spend)));
    }

    private static GuardVerdict Check(Zar spend, IReadOnlyList<Pool> pools) =>
        MarketGuards.Check(spend, Quote(spend, pools), Units, Fifty, Limits, Gwei);

    private static GuardVerdict Size(Zar wanted, IReadOnlyList<Pool> pools) =>
        MarketGuards.Size(wanted, Quote(wanted, pools), Units, Fifty, Limits, Gwei);

    private static Quote Quote(Zar spend, IReadOnlyList<Pool> pools)
    {
        var amountIn = Units.ToStablecoin(spend);
        return new Quote(amountIn, ConstantProduct.AmountOut(amountIn, pools), pools);
    }
}
