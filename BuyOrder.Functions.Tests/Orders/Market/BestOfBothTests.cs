using System.Numerics;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Tests.Domain.Checks;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Orders;

namespace BuyOrder.Functions.Tests.Orders.Market;

/// <summary>Random pools of both versions on a real chain: what is chosen is what the contracts themselves give the most for.</summary>
public sealed class BestOfBothTests(UniswapV3Chain chain, ITestOutputHelper output) : IClassFixture<UniswapV3Chain>
{
    private const int Samples = 10;

    private static readonly TokenUnits Units = new(18, 18);
    private static readonly Dictionary<string, PreTradeTrials> NothingTried = [];
    private static readonly int[] Tiers = [500, 3_000, 10_000];

    [Fact]
    public async Task Best_market_of_random_pools_is_never_worse_than_the_other_by_more_than_a_unit_and_gives_what_it_said()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var sample = 0; sample < Samples; sample++)
            await BuyAsync(random);
    }

    private async Task BuyAsync(Random random)
    {
        // From 200 000 to 20 000 000 ZAR in each pool, within two per cent of 50 ZAR.
        var token = await chain.V2.NewTokenAsync();
        var fee = Tiers[random.Next(Tiers.Length)];
        await chain.V2.AddPoolAsync(chain.V2.Stablecoin, Rand(random, out var tokens), token, tokens);
        await chain.V3.AddPoolAsync(chain.V2.Stablecoin, Rand(random, out tokens), token, tokens, fee);
        var route = chain.Route(token, null, fee);
        var v3 = await chain.OpenAsync(route);
        var v2 = await chain.V2.OpenAsync(chain.V2.Route(token));
        await LaterAsync();
        foreach (var each in new[] { v2, v3 })
            await TradeAsync(each);
        await LaterAsync();
        var wanted = new Zar(random.NextInt64(1_00, 20_000_00));
        var native = random.Next(3) == 0 ? (Price?)null : new Price(random.NextInt64(1, 100_000) * Price.One);

        var ask = MarketQuestions.Of(
            await OffersAsync([v2, v3], Units.ToStablecoin(wanted)), wanted, Units, EngineBench.Parameters with { ImpactBps = 200, DeviationBps = 400 }, native);
        var decided = BestMarket.Decide(ask, NothingTried);

        var trade = Assert.IsType<PreTradeVerdict.Passed>(decided.Verdict).Trade;
        var (market, other) = decided.Market == v2.Name ? (v2, v3) : (v3, v2);
        var alone = await AloneAsync(other, trade.Quote.AmountIn);
        var candidate = decided.Choice!.Candidates.OfType<MarketCandidate.Offered>().FirstOrDefault(each => each.Market == other.Name);
        if (candidate?.Spend == trade.Spend && alone is not null)
            Assert.True(Net(alone, native) <= Net(trade.Quote, native) + 1, $"{other.Name} gives {alone}, {market.Name} {trade.Quote}");
        else
            Assert.True(candidate is null || candidate.Spend < trade.Spend);

        await chain.V2.SendAsync(market.Approve(trade.Quote.AmountIn));
        var receipt = await chain.V2.SendAsync(market.Swap(trade.Quote.AmountIn, trade.Quote.AmountOut, DateTimeOffset.UtcNow.AddHours(1), chain.Recipient));
        Assert.Equal(
            new PurchaseReading(trade.Quote.AmountIn, trade.Quote.AmountOut), SwapReceipt.Read(receipt, route.Path, chain.V2.Wallet, chain.Recipient));

        // Gas is worth comparing only if both markets' figures are near what is really used.
        output.WriteLine($"{market.Name} for {trade.Spend} of {wanted}, gas {trade.Quote.Gas} and used {receipt.GasUsed}");
        Assert.InRange((double)trade.Quote.Gas / receipt.GasUsed, 0.97, 1.03);
    }

    /// <summary>In the second of the last change a pool writes less than usual.</summary>
    private async Task LaterAsync()
    {
        await chain.V2.Control.SkipTimeAsync(TimeSpan.FromSeconds(2));
        await chain.V2.Control.MineAsync();
    }

    /// <summary>The first trade in a pool writes more than all that come after it.</summary>
    private async Task TradeAsync(IMarket market)
    {
        await chain.V2.SendAsync(market.Approve(UniswapChain.Whole));
        var receipt = await chain.V2.SendAsync(market.Swap(UniswapChain.Whole, 1, DateTimeOffset.UtcNow.AddHours(1), chain.Recipient));
        Assert.True(receipt.Succeeded);
    }

    private static BigInteger Rand(Random random, out BigInteger tokens)
    {
        var rand = random.NextInt64(200_000, 20_000_000);
        tokens = rand * UniswapChain.Whole / 50 * random.Next(9_900, 10_100) / 10_000;
        return rand * UniswapChain.Whole;
    }

    private async Task<IReadOnlyList<MarketOffer>> OffersAsync(IMarket[] markets, BigInteger amount)
    {
        var batch = new RpcBatch();
        var reads = markets.Select(market => (market.Name, Read: market.Read(batch, amount, maySize: true))).ToList();
        await chain.V2.Node.SendAsync(batch, TestContext.Current.CancellationToken);
        return [.. reads.Select(each => new MarketOffer.Quoted(each.Name, Assert.IsType<MarketReading.Quoted>(each.Read()).Quote))];
    }

    private async Task<Quote?> AloneAsync(IMarket market, BigInteger amount) =>
        (await chain.ReadAsync(market, amount) as MarketReading.Quoted)?.Quote;

    private static BigInteger Net(Quote quote, Price? native) => BestMarket.Net(quote.AmountOut, quote.Gas * 2, native, Price.Parse("50.00"), Units);
}
