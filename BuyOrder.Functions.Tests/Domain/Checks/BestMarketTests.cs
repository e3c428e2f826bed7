using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Domain.Market;
using BuyOrder.Testing.Orders;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Checks;

/// <summary>Which market an order is bought at.</summary>
[Properties(Arbitrary = [typeof(PoolArbitraries)])]
public sealed class BestMarketTests
{
    private const string One = "uniswap-v2";
    private const string Other = "uniswap-v3";

    private static readonly BigInteger Whole = BigInteger.Pow(10, 18);
    private static readonly Zar Spend = new(10_000_00);
    private static readonly Price Fifty = Price.Parse("50.00");

    [Fact]
    public void Market_that_brings_more_is_taken_wherever_it_stands()
    {
        Assert.Equal(One, Decide([Deep(One, 20_000_100), Deep(Other, 20_000_000)]).Market);
        Assert.Equal(Other, Decide([Deep(One, 20_000_000), Deep(Other, 20_000_100)]).Market);
    }

    [Fact]
    public void Of_two_that_bring_the_same_the_first_of_the_settings_is_taken()
    {
        Assert.Equal(One, Decide([Deep(One, 20_000_000), Deep(Other, 20_000_000)]).Market);
        Assert.Equal(Other, Decide([Deep(Other, 20_000_000), Deep(One, 20_000_000)]).Market);
    }

    [Fact]
    public void Market_that_takes_more_of_the_spend_is_taken_though_another_has_a_better_price()
    {
        var better = Deep(One, 20_100, rand: 1_000_000);
        var deeper = Deep(Other, 20_000_000);

        var decided = Decide([better, deeper]);

        Assert.Equal(Other, decided.Market);
        Assert.Equal(Spend, Passed(decided).Spend);
        Assert.True(Offered(decided, One).Spend < Spend);
    }

    [Fact]
    public void Gas_counts_once_the_native_price_is_known()
    {
        var cheap = new MarketOffer.Quoted(One, Ladder(200 * Whole - 1_000_000, gas: 100_000));
        var dear = new MarketOffer.Quoted(Other, Ladder(200 * Whole, gas: 900_000));

        var without = Decide([cheap, dear]);
        var with = Decide([cheap, dear], native: Price.Parse("60000"));

        Assert.Equal((Other, One), (without.Market, with.Market));
        Assert.Equal(200 * Whole, Offered(without, Other).Net);

        // 100 000 gas at 2 wei (base fee and tip) are 200 000 wei; a native coin is worth 1 200 tokens.
        Assert.Equal((200 * Whole) - 1_000_000 - 240_000_000, Offered(with, One).Net);
        Assert.Equal((BigInteger.Parse("2", System.Globalization.CultureInfo.InvariantCulture), Price.Parse("60000")), (with.Choice!.FeePerGasWei, with.Choice.NativePrice));
    }

    [Fact]
    public void Closed_market_is_left_out_with_its_reason_while_the_other_quotes()
    {
        var decided = Decide([new MarketOffer.LeftOut(One, "There is no pool."), Deep(Other, 20_000_000)]);

        Assert.Equal(Other, decided.Market);
        Assert.Equal(new MarketCandidate.LeftOut(One, ReasonCode.MarketUnavailable, "There is no pool."), decided.Choice!.Candidates[0]);
    }

    [Fact]
    public void Market_whose_price_a_guard_refuses_is_left_out_while_the_other_passes()
    {
        // Pulled away from the reference it brings the most, and must not stop buying.
        var decided = Decide([Deep(One, 25_000_000), Deep(Other, 20_000_000)]);

        Assert.Equal(Other, decided.Market);
        Assert.Equal(ReasonCode.PriceRejected, Assert.IsType<MarketCandidate.LeftOut>(decided.Choice!.Candidates[0]).Reason);
    }

    [Fact]
    public void Market_whose_purchase_does_not_work_is_left_out_while_the_other_has_not_been_refused()
    {
        var reverts = new PreTradeTrials(new Refusal(ReasonCode.SimulationFailed, "It reverts."), null);
        MarketOffer[] offers = [Deep(One, 20_000_100), Deep(Other, 20_000_000)];

        var one = Decide(offers, tried: new() { [One] = reverts });
        var both = Decide(offers, tried: new() { [One] = reverts, [Other] = reverts });

        Assert.Equal(Other, one.Market);
        Assert.Equal(new MarketCandidate.LeftOut(One, ReasonCode.SimulationFailed, "It reverts."), one.Choice!.Candidates[0]);
        Assert.Equal(ReasonCode.SimulationFailed, Assert.IsType<PreTradeVerdict.Refused>(both.Verdict).Refusal.Reason);
    }

    [Fact]
    public void Where_no_market_passes_the_one_that_came_farthest_says_why()
    {
        var poor = Decide([new MarketOffer.LeftOut(One, "There is no pool."), Deep(Other, 20_000_000)], stablecoin: 1);
        var none = Decide([new MarketOffer.LeftOut(One, "There is no pool."), new MarketOffer.LeftOut(Other, "It is empty.")]);

        Assert.Equal(ReasonCode.InsufficientFunds, Assert.IsType<PreTradeVerdict.Refused>(poor.Verdict).Refusal.Reason);
        Assert.Equal("There is no pool.", Assert.IsType<PreTradeVerdict.Refused>(none.Verdict).Refusal.Detail);
    }

    [Fact]
    public void Lone_market_has_nothing_to_choose_from()
    {
        var decided = Decide([Deep(One, 20_000_000)]);

        Assert.Null(decided.Choice);
        Assert.IsType<PreTradeVerdict.Passed>(decided.Verdict);
    }

    [Property(MaxTest = 500)]
    public bool Best_market_is_never_worse_than_another_by_more_than_a_unit(
        PoolArbitraries.Market first, PoolArbitraries.Market second, ushort fee, uint native, uint gas)
    {
        // A pool of v3 with liquidity over all prices gives what constant product gives, with a fee of its own.
        var (wanted, units) = (new Zar(first.WantedCents), first.Units);
        var amountIn = units.ToStablecoin(wanted);
        var v2 = new ReservesQuote(amountIn, ConstantProduct.AmountOut(amountIn, first.Pools), first.Pools);
        var pool = second.Pools[0];
        var rungs = LadderQuote.Amounts(amountIn, units.Cent).Select(amount => new Rung(amount, OfV3(amount, pool, fee), gas % 1_000_000));
        var v3 = new LadderQuote(MidPrice.Of([pool]), [fee], [.. rungs]);
        var near = units.PriceOf(v2.AmountIn, v2.AmountOut) is { Scaled.IsZero: false } price ? price : Fifty;
        var nativePrice = native % 3 == 0 ? (Price?)null : new Price(native * Price.One);

        var decided = Decide([new MarketOffer.Quoted(One, v2), new MarketOffer.Quoted(Other, v3)], nativePrice, wanted: wanted, units: units, reference: near, impactBps: first.LimitBps);

        if (decided.Verdict is not PreTradeVerdict.Passed { Trade: var trade })
            return decided.Choice!.Candidates.All(candidate => candidate is MarketCandidate.LeftOut);
        var taken = Exact(trade.Quote, near, nativePrice, units);
        return decided.Choice!.Candidates.OfType<MarketCandidate.Offered>().All(candidate =>
            candidate.Spend < trade.Spend
            || (candidate.Spend == trade.Spend && Exact(candidate, near, nativePrice, units) <= taken + Unit(near)));
    }

    private static BigInteger OfV3(BigInteger amountIn, Pool pool, int fee)
    {
        var kept = amountIn * (1_000_000 - fee);
        return kept * pool.ReserveOut / ((pool.ReserveIn * 1_000_000) + kept);
    }

    /// <summary>What is left after gas, times what makes it whole: nothing is rounded.</summary>
    private static BigInteger Exact(Quote quote, Price reference, Price? native, TokenUnits units) => Exact(quote.AmountOut, quote.Gas, reference, native, units);

    private static BigInteger Exact(MarketCandidate.Offered offered, Price reference, Price? native, TokenUnits units) =>
        Exact(offered.AmountOut, offered.Gas, reference, native, units);

    private static BigInteger Exact(BigInteger amountOut, long gas, Price reference, Price? native, TokenUnits units) =>
        (amountOut * Unit(reference)) - (native is { } price ? gas * 2 * price.Scaled * BigInteger.Pow(10, units.TokenDecimals) : 0);

    private static BigInteger Unit(Price reference) => reference.Scaled * Whole;

    private static Trade Passed(BestMarketDecision decided) => Assert.IsType<PreTradeVerdict.Passed>(decided.Verdict).Trade;

    private static MarketCandidate.Offered Offered(BestMarketDecision decided, string market) =>
        Assert.IsType<MarketCandidate.Offered>(decided.Choice!.Candidates.Single(candidate => candidate.Market == market));

    private static MarketOffer.Quoted Deep(string market, long tokens, long rand = 1_000_000_000)
    {
        Pool[] pools = [new(rand * Whole, tokens * Whole)];
        return new MarketOffer.Quoted(market, new ReservesQuote(10_000 * Whole, ConstantProduct.AmountOut(10_000 * Whole, pools), pools));
    }

    private static LadderQuote Ladder(BigInteger amountOut, long gas) =>
        new(new MidPrice(50, 1), [3_000], [new Rung(10_000 * Whole, amountOut, gas)]);

    private static BestMarketDecision Decide(
        MarketOffer[] offers,
        Price? native = null,
        BigInteger? stablecoin = null,
        Zar? wanted = null,
        TokenUnits? units = null,
        Price? reference = null,
        int impactBps = 100,
        Dictionary<string, PreTradeTrials>? tried = null)
    {
        var ask = MarketQuestions.Of(
            offers,
            wanted ?? Spend,
            units ?? new TokenUnits(18, 18),
            EngineBench.Parameters with { ImpactBps = impactBps, ReferencePrice = reference ?? Fifty },
            native,
            stablecoin);
        return BestMarket.Decide(ask, tried ?? []);
    }
}
