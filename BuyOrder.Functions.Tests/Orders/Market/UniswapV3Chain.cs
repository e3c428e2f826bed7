using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders.Market;

/// <summary>The chain of <see cref="UniswapChain"/> with the published Uniswap v3 beside v2.</summary>
public sealed class UniswapV3Chain(TestServers servers) : IAsyncLifetime
{
    internal UniswapChain V2 { get; } = new(servers);

    internal UniswapV3Contracts V3 { get; private set; } = null!;

    internal Address Recipient => V2.Recipient;

    public async ValueTask InitializeAsync()
    {
        await V2.InitializeAsync();
        V3 = await V2.DeployV3Async();
    }

    public ValueTask DisposeAsync() => V2.DisposeAsync();

    /// <param name="token">What is bought; null: AZR.</param>
    /// <param name="hop">In between.</param>
    /// <param name="fees">Of each pool on the way.</param>
    internal MarketRoute Route(Address? token, Address? hop, params IReadOnlyList<int> fees) =>
        new(token ?? V2.Azr, V2.Stablecoin, Recipient, hop, [V3.Place(fees)]);

    internal static UniswapV3Market Market(MarketRoute route) => new(route, (MarketPlace.UniswapV3)route.Places[^1]);

    /// <summary>A fresh token with a v3 pool of its own at 50 ZAR, so that the tests' trades do not meet.</summary>
    internal async Task<MarketRoute> RouteWithPoolAsync(int fee = 3_000, long rand = 1_000_000_000, long tokens = 20_000_000)
    {
        var token = await V2.NewTokenAsync();
        await V3.AddPoolAsync(V2.Stablecoin, rand * UniswapChain.Whole, token, tokens * UniswapChain.Whole, fee);
        return Route(token, null, fee);
    }

    internal async Task<IMarket> OpenAsync(MarketRoute route)
    {
        var opening = await Market(route).OpenAsync(V2.Node, TestContext.Current.CancellationToken);
        return Market(route).Open(Assert.IsType<MarketOpening.Open>(opening).Terms);
    }

    internal async Task<MarketOpening.Closed> ClosedAsync(MarketRoute route) =>
        Assert.IsType<MarketOpening.Closed>(await Market(route).OpenAsync(V2.Node, TestContext.Current.CancellationToken));

    internal async Task<MarketReading> ReadAsync(IMarket market, BigInteger amountIn, bool maySize = false)
    {
        var batch = new RpcBatch();
        var read = market.Read(batch, amountIn, maySize);
        await V2.Node.SendAsync(batch, TestContext.Current.CancellationToken);
        return read();
    }

    internal async Task<LadderQuote> QuoteAsync(IMarket market, BigInteger amountIn, bool maySize = false) =>
        Assert.IsType<LadderQuote>(Assert.IsType<MarketReading.Quoted>(await ReadAsync(market, amountIn, maySize)).Quote);
}
