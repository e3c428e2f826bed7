using System.Numerics;
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
        var market = new UniswapV2Market(chain.Route(token));

        var closed = await market.OpenAsync(chain.Node, Cancellation);
        var reading = await chain.ReadAsync(market, TenThousand);
        await chain.AddPoolAsync(chain.Stablecoin, UniswapChain.Whole, token, UniswapChain.Whole);
        var open = await market.OpenAsync(chain.Node, Cancellation);

        Assert.Equal((MarketStatus.NoPool, null), (closed.Status, closed.Terms));
        Assert.Equal($"The router's factory has no pool of {chain.Stablecoin} and {token}.", closed.Detail);
        Assert.Equal((MarketStatus.Unavailable, null), (reading.Status, reading.Quote));
        Assert.Equal(MarketStatus.Ready, open.Status);
        Assert.Equal((18, 18), (open.Terms!.Units.StablecoinDecimals, open.Terms.Units.TokenDecimals));
    }

    [Fact]
    public async Task Contract_that_is_none_or_another_one_is_named()
    {
        var route = await chain.RouteWithPoolAsync();

        var nothing = await new UniswapV2Market(route with { Router = chain.Recipient }).OpenAsync(chain.Node, Cancellation);
        var token = await new UniswapV2Market(route with { Router = chain.Hop }).OpenAsync(chain.Node, Cancellation);
        var noToken = await new UniswapV2Market(route with { Token = chain.Factory }).OpenAsync(chain.Node, Cancellation);

        Assert.Equal(MarketStatus.WrongContract, nothing.Status);
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

        Assert.Equal((MarketStatus.NoLiquidity, null), (reading.Status, reading.Quote));
    }

    [Fact]
    public async Task Amount_that_the_router_cannot_quote_is_told_with_its_reason()
    {
        var market = await chain.OpenAsync(await chain.RouteWithPoolAsync());

        var reading = await chain.ReadAsync(market, BigInteger.Pow(2, 255));

        Assert.Equal(MarketStatus.Reverted, reading.Status);
        Assert.Equal("The router gives no quote: ds-math-mul-overflow.", reading.Detail);
    }

    [Fact]
    public void Market_that_was_not_opened_asks_nothing()
    {
        var batch = new RpcBatch();

        var reading = new UniswapV2Market(chain.Route()).Read(batch, TenThousand)();

        Assert.Empty(batch.Calls);
        Assert.Equal(MarketStatus.Unavailable, reading.Status);
    }

    [Fact]
    public async Task Node_that_is_gone_leaves_the_reading_open()
    {
        var market = await chain.OpenAsync(await chain.RouteWithPoolAsync());
        var batch = new RpcBatch();
        var read = market.Read(batch, TenThousand);
        using var http = new HttpClient();
        var gone = new JsonRpcNode(http, new Uri("http://127.0.0.1:9/"), new JsonRpcOptions { MaxReadAttempts = 1 }, TimeProvider.System);

        await Assert.ThrowsAsync<NodeUnavailableException>(() => gone.SendAsync(batch, Cancellation));

        Assert.Equal((MarketStatus.Unavailable, null), (read().Status, read().Quote));
        await Assert.ThrowsAsync<NodeUnavailableException>(() => new UniswapV2Market(chain.Route()).OpenAsync(gone, Cancellation));
    }
}
