using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Functions.Tests.Orders.Market;

/// <summary>What the market says of pools that are missing, empty or something else, and of nodes that are gone.</summary>
public sealed class UniswapV2ReadingTests(UniswapChain chain) : IClassFixture<UniswapChain>
{
    private static readonly BigInteger TenThousand = 10_000 * UniswapChain.Whole;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Missing_pool_is_named_and_found_once_it_exists()
    {
        var token = await chain.NewTokenAsync();
        var market = chain.Market(chain.Route(token));

        var closed = Assert.IsType<MarketOpening.Closed>(await market.OpenAsync(chain.Node, Cancellation));
        var reading = await chain.ReadAsync(market, TenThousand);
        await chain.AddPoolAsync(chain.Stablecoin, UniswapChain.Whole, token, UniswapChain.Whole);
        var open = Assert.IsType<MarketOpening.Open>(await market.OpenAsync(chain.Node, Cancellation));

        Assert.Equal(MarketFailure.NoPool, closed.Why);
        Assert.Equal($"The router's factory has no pool of {chain.Stablecoin} and {token}.", closed.Detail);
        Assert.Equal(MarketFailure.Unavailable, WhyOf(reading));
        Assert.Equal((18, 18), (open.Terms.Units.StablecoinDecimals, open.Terms.Units.TokenDecimals));
    }

    [Fact]
    public async Task Contract_that_is_none_or_another_one_is_named()
    {
        var route = await chain.RouteWithPoolAsync();

        var nothing = await ClosedAsync(route, chain.Recipient);
        var token = await ClosedAsync(route, chain.Hop);
        var noToken = await ClosedAsync(route with { Token = chain.Factory });

        Assert.Equal(MarketFailure.WrongContract, nothing.Why);
        Assert.Equal($"The router at {chain.Recipient} does not answer factory().", nothing.Detail);
        Assert.Equal($"The router at {chain.Hop} refuses factory().", token.Detail);
        Assert.Equal($"The token at {chain.Factory} refuses decimals().", noToken.Detail);
    }

    [Fact]
    public async Task Emptied_pool_has_no_liquidity()
    {
        var route = await chain.RouteWithPoolAsync();
        var market = await chain.OpenAsync(route);
        await chain.Control.SetStorageAsync(market.Contracts[^1], UniswapChain.ReservesSlot, 0);

        var reading = await chain.ReadAsync(market, TenThousand);

        Assert.Equal(MarketFailure.NoLiquidity, WhyOf(reading));
    }

    [Fact]
    public async Task Amount_that_the_router_cannot_quote_is_told_with_its_reason()
    {
        var market = await chain.OpenAsync(await chain.RouteWithPoolAsync());

        var reading = Assert.IsType<MarketReading.Failed>(await chain.ReadAsync(market, BigInteger.Pow(2, 255)));

        Assert.Equal(MarketFailure.Reverted, reading.Why);
        Assert.Equal("The router gives no quote: ds-math-mul-overflow.", reading.Detail);
    }

    [Fact]
    public void Market_that_was_not_opened_asks_nothing()
    {
        var batch = new RpcBatch();

        var reading = chain.Market(chain.Route()).Read(batch, TenThousand, maySize: false)();

        Assert.Empty(batch.Calls);
        Assert.Equal(MarketFailure.Unavailable, WhyOf(reading));
    }

    [Fact]
    public async Task Node_that_is_gone_leaves_the_reading_open()
    {
        var market = await chain.OpenAsync(await chain.RouteWithPoolAsync());
        var batch = new RpcBatch();
        var read = market.Read(batch, TenThousand, maySize: false);
        using var http = new HttpClient();
        var gone = new JsonRpcNode(http, new Uri("http://127.0.0.1:9/"), new JsonRpcOptions { MaxReadAttempts = 1 }, TimeProvider.System);

        await Assert.ThrowsAsync<NodeUnavailableException>(() => gone.SendAsync(batch, Cancellation));

        Assert.Equal(MarketFailure.Unavailable, WhyOf(read()));
        await Assert.ThrowsAsync<NodeUnavailableException>(() => chain.Market(chain.Route()).OpenAsync(gone, Cancellation));
    }

    private static MarketFailure WhyOf(MarketReading reading) => Assert.IsType<MarketReading.Failed>(reading).Why;

    private async Task<MarketOpening.Closed> ClosedAsync(MarketRoute route, Address? router = null) =>
        Assert.IsType<MarketOpening.Closed>(await chain.Market(route, router).OpenAsync(chain.Node, Cancellation));
}
