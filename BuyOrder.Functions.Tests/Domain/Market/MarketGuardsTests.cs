using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
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
        var verdict = Assert.IsType<PreTradeVerdict.Passed>(Check(TenThousand, Deep));

        Assert.Equal("quote 50.150951 ZAR per AZR is 0.31 % above the reference 50.00, price impact 0.31 %", verdict.Detail);
        Assert.Equal(verdict.Trade.Quote.AmountOut * 99 / 100, verdict.Trade.MinimumOut);
        Assert.Equal((31, 31), (verdict.Trade.ImpactBps, verdict.Trade.DeviationBps));
    }

    [Theory]
    [InlineData(1_220_000_000, 20_000_000, "quote 61.184051 ZAR per AZR is 22.37 % above the reference 50.00; allowed 2.00 %")]
    [InlineData(900_000_000, 20_000_000, "quote 45.135906 ZAR per AZR is 9.73 % below the reference 50.00; allowed 2.00 %")]
    public void Guards_reject_a_price_too_far_from_the_reference_in_either_direction(long rand, long tokens, string message)
    {
        var verdict = Check(TenThousand, [new(rand * Whole, tokens * Whole)]);

        Assert.Equal((ReasonCode.PriceRejected, message), Refusal(verdict));
    }

    [Fact]
    public void Guards_refuse_a_fixed_amount_that_moves_the_price_too_far()
    {
        var verdict = Check(TenThousand, [new(100_000 * Whole, 2_000 * Whole)]);

        Assert.Equal((ReasonCode.PriceImpact, "price impact of 10000.00 ZAR is 9.34 %, fee included; allowed 1.00 %"), Refusal(verdict));
    }

    [Fact]
    public void Guards_make_a_new_order_smaller_until_it_fits()
    {
        Pool[] thin = [new(100_000 * Whole, 2_000 * Whole)];

        var verdict = Assert.IsType<PreTradeVerdict.Passed>(Size(TenThousand, thin)).Trade;

        Assert.Equal(new Zar(70_919), verdict.Spend);
        Assert.Equal(Units.ToStablecoin(verdict.Spend), verdict.Quote.AmountIn);
        Assert.Equal(ConstantProduct.AmountOut(verdict.Quote.AmountIn, thin), verdict.Quote.AmountOut);
    }

    [Fact]
    public void Guards_name_the_fee_when_no_amount_can_fit()
    {
        var verdict = Size(TenThousand, Quote(TenThousand, Deep), Units, Fifty, Limits with { ImpactBps = 20 });

        Assert.Null(Assert.IsType<PreTradeVerdict.Refused>(verdict).Trade);
        Assert.Equal((ReasonCode.PriceImpact, "the pools' fee alone is 0.30 %; allowed price impact, fee included, 0.20 %"), Refusal(verdict));
    }

    [Fact]
    public void Guards_refuse_a_quote_that_its_pools_do_not_give()
    {
        var quote = Quote(TenThousand, Deep);

        var verdict = Check(TenThousand, quote with { AmountOut = quote.AmountOut + 1 });

        var detail = $"the market quotes {quote.AmountOut + 1} token units, its pools give {quote.AmountOut}";
        Assert.Equal((ReasonCode.MarketUnavailable, detail), Refusal(verdict));
        Assert.Null(Assert.IsType<PreTradeVerdict.Refused>(verdict).Trade);
    }

    [Fact]
    public void Guards_refuse_an_empty_pool_and_an_amount_that_buys_nothing()
    {
        var empty = new ReservesQuote(Units.ToStablecoin(TenThousand), 0, [new(0, 0)]);
        var dust = new ReservesQuote(Units.ToStablecoin(TenThousand), 0, [new(1_000_000_000 * Whole, 1)]);

        Assert.Equal((ReasonCode.MarketUnavailable, "a pool on the way is empty"), Refusal(Check(TenThousand, empty)));
        Assert.Equal((ReasonCode.MarketUnavailable, "10000.00 ZAR buy less than one token unit"), Refusal(Check(TenThousand, dust)));
    }

    [Fact]
    public void Guards_refuse_a_network_fee_above_the_cap()
    {
        var quote = Quote(TenThousand, Deep);

        var atCap = Check(TenThousand, quote, 500 * Gwei - 1);
        var forTheTip = Check(TenThousand, quote, 500 * Gwei);
        var above = Check(TenThousand, quote, 500 * Gwei + 1);

        Assert.IsType<PreTradeVerdict.Passed>(atCap);
        Assert.Equal((ReasonCode.FeeTooHigh, "The network asks 500000000000 wei per gas and a tip; allowed are 500000000000 together."), Refusal(forTheTip));
        Assert.Equal((ReasonCode.FeeTooHigh, "the network asks 500.000000001 gwei per gas; allowed 500.000000000"), Refusal(above));
    }

    [Fact]
    public void Guards_take_no_quote_for_another_amount() =>
        Assert.Throws<ArgumentException>(() =>
            Check(new Zar(999_999), Quote(TenThousand, Deep)));

    [Fact]
    public void Floor_follows_from_reference_and_limits_alone()
    {
        // 200 AZR at the reference; 2 % dearer, then 1 % slippage.
        var floor = Limits.MinimumFloor(TenThousand, Units, Fifty);

        Assert.Equal("194117647058823529411", floor.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Property]
    public bool Guards_accept_nothing_beyond_a_limit(PoolArbitraries.Market market, ushort price)
    {
        var wanted = new Zar(market.WantedCents);
        var amountIn = market.Units.ToStablecoin(wanted);
        var reading = new ReservesQuote(amountIn, ConstantProduct.AmountOut(amountIn, market.Pools), market.Pools);
        var reference = market.Units.PriceOf(reading.AmountIn, reading.AmountOut) is { Scaled.IsZero: false } near && price % 2 == 0
            ? new Price(near.Scaled * (10_000 + price % 400) / 10_000 + 1)
            : Price.Parse($"{price + 1}");
        var limits = Limits with { ImpactBps = market.LimitBps };

        var verdict = Size(wanted, reading, market.Units, reference, limits);

        return verdict is not PreTradeVerdict.Passed { Trade: var trade }
            || (trade.Spend <= wanted
                && (trade.ImpactBps <= market.LimitBps
                    && Math.Abs(trade.DeviationBps) <= limits.DeviationBps
                    && trade.MinimumOut <= trade.Quote.AmountOut
                    && trade.MinimumOut >= limits.MinimumFloor(trade.Spend, market.Units, reference)
                    && trade.Quote.AmountIn == market.Units.ToStablecoin(trade.Spend)));
    }

    private static PreTradeVerdict Check(Zar spend, IReadOnlyList<Pool> pools) => Check(spend, Quote(spend, pools));

    private static PreTradeVerdict Check(Zar spend, Quote quote, BigInteger? feePerGas = null) =>
        Judge(PreTradeMoment.Sign, spend, quote, Units, Fifty, Limits, feePerGas ?? Gwei);

    private static PreTradeVerdict Size(Zar wanted, IReadOnlyList<Pool> pools) => Size(wanted, Quote(wanted, pools), Units, Fifty, Limits);

    private static PreTradeVerdict Size(Zar wanted, Quote quote, TokenUnits units, Price reference, GuardLimits limits) =>
        Judge(PreTradeMoment.Reserve, wanted, quote, units, reference, limits, Gwei);

    private static PreTradeVerdict Judge(
        PreTradeMoment moment, Zar spend, Quote quote, TokenUnits units, Price reference, GuardLimits limits, BigInteger feePerGas) =>
        PreTradeChecks.Check(new PreTradeQuestion
        {
            Moment = moment,
            State = new TreasuryState(),
            Wallet = Address.Zero,
            Facts = new PreTradeFacts
            {
                Head = 1,
                HeadTime = DateTimeOffset.UnixEpoch,
                BaseFeeWei = feePerGas,
                SuggestedTipWei = 0,
                NonceAtHead = 0,
                NonceAtFinal = 0,
                NativeBalanceWei = Whole * Whole,
                StablecoinBalance = Whole * Whole,
                Allowance = 0,
                Quote = quote,
                MarketFault = null,
            },
            Units = units,
            Spend = spend,
            Parameters = new BusinessParameters
            {
                RateBps = 1_000,
                Minimum = new Zar(1),
                Maximum = spend,
                SlippageBps = limits.SlippageBps,
                DeviationBps = limits.DeviationBps,
                ImpactBps = limits.ImpactBps,
                MaxFeePerGasWei = limits.MaxFeePerGas,
                MaxPriorityFeePerGasWei = 1,
                ReferencePrice = reference,
                Schedule = "",
                ScheduleTimeZone = "",
            },
            Limits = new EngineLimits(),
            Now = DateTimeOffset.UnixEpoch,
        });

    private static (ReasonCode Reason, string Detail) Refusal(PreTradeVerdict verdict) =>
        Assert.IsType<PreTradeVerdict.Refused>(verdict) is { Refusal: var refusal } ? (refusal.Reason, refusal.Detail) : default;

    private static ReservesQuote Quote(Zar spend, IReadOnlyList<Pool> pools)
    {
        var amountIn = Units.ToStablecoin(spend);
        return new ReservesQuote(amountIn, ConstantProduct.AmountOut(amountIn, pools), pools);
    }
}
