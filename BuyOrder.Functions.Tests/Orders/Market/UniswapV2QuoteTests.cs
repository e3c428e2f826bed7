using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Functions.Tests.Domain.Market;
using BuyOrder.Orders.Market;
using FsCheck.Fluent;

namespace BuyOrder.Functions.Tests.Orders.Market;

/// <summary>Our arithmetic and the published router's, on the same reserves.</summary>
public sealed class UniswapV2QuoteTests(UniswapChain chain) : IClassFixture<UniswapChain>
{
    private const int Samples = 400;

    [Fact]
    public async Task Quotes_equal_the_routers_for_random_reserves_and_amounts()
    {
        await chain.AddPoolAsync(chain.Stablecoin, UniswapChain.Whole, chain.Azr, UniswapChain.Whole);
        await chain.AddPoolAsync(chain.Stablecoin, UniswapChain.Whole, chain.Hop, UniswapChain.Whole);
        await chain.AddPoolAsync(chain.Hop, UniswapChain.Whole, chain.Azr, UniswapChain.Whole);
        var routes = new[] { chain.Route(), chain.Route(hop: chain.Hop) };
        var magnitudes = PoolArbitraries.Magnitude(112).ArrayOf(5).Sample(Samples).ToList();

        foreach (var route in routes)
        {
            var opening = await chain.Market(route).OpenAsync(chain.Node, TestContext.Current.CancellationToken);
            var terms = Assert.IsType<MarketOpening.Open>(opening).Terms;
            var market = chain.Market(route).Open(terms);
            foreach (var sample in magnitudes)
            {
                foreach (var (pool, index) in terms.Pools.Select((pool, index) => (pool, index)))
                {
                    var (first, second) = UniswapV2Pools.IsFirst(route.Path[index], route.Path[index + 1])
                        ? (sample[2 * index], sample[2 * index + 1])
                        : (sample[2 * index + 1], sample[2 * index]);
                    await chain.Control.SetStorageAsync(pool, UniswapChain.ReservesSlot, first | (second << 112));
                }

                var reading = await chain.ReadAsync(market, sample[4]);

                var pools = terms.Pools.Select((_, index) => new Pool(sample[2 * index], sample[2 * index + 1]));
                Assert.Equal([.. pools], PoolsOf(reading, sample));
                if (reading is MarketReading.Quoted { Quote: ReservesQuote quote })
                    Assert.Equal(ConstantProduct.AmountOut(sample[4], quote.Pools), quote.AmountOut);
            }
        }
    }

    /// <summary>The router refuses only what would give nothing for the second pool.</summary>
    private static IReadOnlyList<Pool> PoolsOf(MarketReading reading, BigInteger[] sample)
    {
        if (reading is MarketReading.Quoted { Quote: ReservesQuote quote })
            return quote.Pools;
        var failed = Assert.IsType<MarketReading.Failed>(reading);
        Assert.Equal("The router gives no quote: UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT.", failed.Detail);
        Assert.Equal(BigInteger.Zero, ConstantProduct.AmountOut(sample[4], [new Pool(sample[0], sample[1])]));
        return [new Pool(sample[0], sample[1]), new Pool(sample[2], sample[3])];
    }
}
