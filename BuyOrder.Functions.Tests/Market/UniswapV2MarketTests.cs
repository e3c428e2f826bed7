using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Market;

namespace BuyOrder.Functions.Tests.Market;

/// <summary>The market against the published contracts on a real chain.</summary>
public sealed class UniswapV2MarketTests(UniswapChain chain) : IClassFixture<UniswapChain>
{
    private static readonly BigInteger TenThousand = 10_000 * UniswapChain.Whole;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Market_quotes_buys_and_reads_the_purchase_in_one_pool()
    {
        var market = await OpenAsync(await RouteWithPoolAsync());
        var reading = await ReadAsync(market, TenThousand);
        var quote = reading.Quote!;
        Assert.Equal(ConstantProduct.AmountOut(TenThousand, quote.Pools), quote.AmountOut);
        Assert.InRange(quote.AmountOut, 199 * UniswapChain.Whole, 200 * UniswapChain.Whole);

        Assert.True((await chain.SendAsync(market.Approve(TenThousand))).Succeeded);
        Assert.Equal(TenThousand, await chain.AskAsync(chain.Stablecoin, Erc20.Allowance, chain.Wallet.Address, market.Spender));
        var before = await chain.AskAsync(market.Contracts[1], Erc20.BalanceOf, chain.Recipient);
        var receipt = await chain.SendAsync(market.Swap(TenThousand, quote.AmountOut, Soon, chain.Recipient));

        Assert.Equal(new PurchaseReading(TenThousand, quote.AmountOut), market.ReadPurchase(receipt, chain.Wallet.Address, chain.Recipient));
        Assert.Equal(quote.AmountOut, await chain.AskAsync(market.Contracts[1], Erc20.BalanceOf, chain.Recipient) - before);
        Assert.Equal(BigInteger.Zero, await chain.AskAsync(chain.Stablecoin, Erc20.Allowance, chain.Wallet.Address, market.Spender));
    }

    [Fact]
    public async Task Market_quotes_buys_and_reads_the_purchase_over_a_hop()
    {
        var token = await chain.NewTokenAsync();
        await chain.AddPoolAsync(chain.Stablecoin, 1_000_000 * UniswapChain.Whole, chain.Hop, 50_000 * UniswapChain.Whole);
        await chain.AddPoolAsync(chain.Hop, 70_000 * UniswapChain.Whole, token, 30_000 * UniswapChain.Whole);
        var market = await OpenAsync(chain.Route(token, hop: chain.Hop));

        var quote = (await ReadAsync(market, TenThousand)).Quote!;
        await chain.SendAsync(market.Approve(TenThousand));
        var receipt = await chain.SendAsync(market.Swap(TenThousand, quote.AmountOut, Soon, chain.Recipient));

        Assert.Equal(2, quote.Pools.Count);
        Assert.Equal(ConstantProduct.AmountOut(TenThousand, quote.Pools), quote.AmountOut);
        Assert.Equal(new PurchaseReading(TenThousand, quote.AmountOut), market.ReadPurchase(receipt, chain.Wallet.Address, chain.Recipient));
    }

    [Fact]
    public async Task Swap_below_its_minimum_reverts_with_the_routers_reason()
    {
        var market = await OpenAsync(await RouteWithPoolAsync());
        var quote = (await ReadAsync(market, TenThousand)).Quote!;
        await chain.SendAsync(market.Approve(TenThousand));

        var simulated = await SimulateAsync(market.Swap(TenThousand, quote.AmountOut + 1, Soon, chain.Recipient));
        var mined = await chain.SendAsync(market.Swap(TenThousand, quote.AmountOut + 1, Soon, chain.Recipient));

        Assert.Equal("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT", simulated.Reason!.Text);
        Assert.False(mined.Succeeded);
        Assert.Null(market.ReadPurchase(mined, chain.Wallet.Address, chain.Recipient));
    }

    [Fact]
    public async Task Swap_after_its_deadline_reverts_with_the_routers_reason()
    {
        var market = await OpenAsync(await RouteWithPoolAsync());
        await chain.SendAsync(market.Approve(TenThousand));

        var simulated = await SimulateAsync(market.Swap(TenThousand, 1, DateTimeOffset.UtcNow.AddMinutes(-5), chain.Recipient));

        Assert.Equal("UniswapV2Router: EXPIRED", simulated.Reason!.Text);
    }

    [Fact]
    public async Task Swap_without_allowance_reverts()
    {
        var market = await OpenAsync(await RouteWithPoolAsync());
        await chain.SendAsync(market.Approve(TenThousand - 1));

        var simulated = await SimulateAsync(market.Swap(TenThousand, 1, Soon, chain.Recipient));

        Assert.Equal("TransferHelper: TRANSFER_FROM_FAILED", simulated.Reason!.Text);
    }

    [Fact]
    public async Task Purchase_for_another_recipient_or_wallet_is_none()
    {
        var market = await OpenAsync(await RouteWithPoolAsync());
        await chain.SendAsync(market.Approve(TenThousand));

        var receipt = await chain.SendAsync(market.Swap(TenThousand, 1, Soon, chain.Factory));

        Assert.True(receipt.Succeeded);
        Assert.NotNull(market.ReadPurchase(receipt, chain.Wallet.Address, chain.Factory));
        Assert.Null(market.ReadPurchase(receipt, chain.Wallet.Address, chain.Recipient));
        Assert.Null(market.ReadPurchase(receipt, chain.Recipient, chain.Factory));
    }

    [Fact]
    public async Task Purchase_of_another_token_or_along_another_path_is_none()
    {
        var route = await RouteWithPoolAsync();
        var market = await OpenAsync(route);
        await chain.SendAsync(market.Approve(TenThousand));
        var receipt = await chain.SendAsync(market.Swap(TenThousand, 1, Soon, chain.Recipient));

        Assert.Null(new UniswapV2Market(route with { Token = chain.Hop }).ReadPurchase(receipt, chain.Wallet.Address, chain.Recipient));
        Assert.Null(new UniswapV2Market(chain.Route(route.Token, hop: chain.Hop)).ReadPurchase(receipt, chain.Wallet.Address, chain.Recipient));
    }

    [Fact]
    public async Task Purchase_of_a_token_with_a_fee_on_transfer_is_none()
    {
        var token = await chain.NewDeflatingTokenAsync();
        await chain.AddPoolAsync(chain.Stablecoin, 1_000_000 * UniswapChain.Whole, token, 50_000 * UniswapChain.Whole);
        var market = await OpenAsync(chain.Route(token));
        await chain.SendAsync(market.Approve(TenThousand));

        var receipt = await chain.SendAsync(market.Swap(TenThousand, 1, Soon, chain.Recipient));

        Assert.True(receipt.Succeeded);
        Assert.Null(market.ReadPurchase(receipt, chain.Wallet.Address, chain.Recipient));
    }

    [Fact]
    public async Task Approval_is_no_purchase()
    {
        var market = await OpenAsync(await RouteWithPoolAsync());

        var receipt = await chain.SendAsync(market.Approve(1));

        Assert.Null(market.ReadPurchase(receipt, chain.Wallet.Address, chain.Recipient));
    }

    [Fact]
    public async Task Missing_pool_is_named_and_found_once_it_exists()
    {
        var token = await chain.NewTokenAsync();
        var market = new UniswapV2Market(chain.Route(token));

        var closed = await market.OpenAsync(chain.Node, Cancellation);
        var reading = await ReadAsync(market, TenThousand);
        await chain.AddPoolAsync(chain.Stablecoin, UniswapChain.Whole, token, UniswapChain.Whole);
        var open = await market.OpenAsync(chain.Node, Cancellation);

        Assert.Equal((MarketStatus.NoPool, null), (closed.Status, closed.Terms));
        Assert.Equal($"The router's factory has no pool of {chain.Stablecoin} and {token}.", closed.Detail);
        Assert.Equal((MarketStatus.NoPool, null), (reading.Status, reading.Quote));
        Assert.Equal(MarketStatus.Ready, open.Status);
        Assert.Equal((18, 18), (open.Terms!.Units.StablecoinDecimals, open.Terms.Units.TokenDecimals));
    }

    [Fact]
    public async Task Contract_that_is_none_or_another_one_is_named()
    {
        var route = await RouteWithPoolAsync();

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
        var route = await RouteWithPoolAsync();
        var market = await OpenAsync(route);
        await chain.AskAsync(UniswapChain.SetStorage(market.Contracts[^1], 8, 0));

        var reading = await ReadAsync(market, TenThousand);

        Assert.Equal((MarketStatus.NoLiquidity, null), (reading.Status, reading.Quote));
    }

    [Fact]
    public async Task Amount_that_the_router_cannot_quote_is_told_with_its_reason()
    {
        var market = await OpenAsync(await RouteWithPoolAsync());

        var reading = await ReadAsync(market, BigInteger.Pow(2, 255));

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
        var market = await OpenAsync(await RouteWithPoolAsync());
        var batch = new RpcBatch();
        var read = market.Read(batch, TenThousand);
        using var http = new HttpClient();
        var gone = new JsonRpcNode(http, new Uri("http://127.0.0.1:9/"), new JsonRpcOptions { MaxReadAttempts = 1 }, TimeProvider.System);

        await Assert.ThrowsAsync<NodeUnavailableException>(() => gone.SendAsync(batch, Cancellation));

        Assert.Equal((MarketStatus.Unavailable, null), (read().Status, read().Quote));
        await Assert.ThrowsAsync<NodeUnavailableException>(() => new UniswapV2Market(chain.Route()).OpenAsync(gone, Cancellation));
    }

    private static DateTimeOffset Soon => DateTimeOffset.UtcNow.AddHours(1);

    /// <summary>A fresh token with a pool of its own, so that the tests' trades do not meet.</summary>
    private async Task<MarketRoute> RouteWithPoolAsync()
    {
        var token = await chain.NewTokenAsync();
        await chain.AddPoolAsync(chain.Stablecoin, 1_000_000_000 * UniswapChain.Whole, token, 20_000_000 * UniswapChain.Whole);
        return chain.Route(token);
    }

    private async Task<UniswapV2Market> OpenAsync(MarketRoute route)
    {
        var market = new UniswapV2Market(route);
        var opening = await market.OpenAsync(chain.Node, Cancellation);
        Assert.Equal((MarketStatus.Ready, ""), (opening.Status, opening.Detail));
        return market;
    }

    private async Task<MarketReading> ReadAsync(UniswapV2Market market, BigInteger amountIn)
    {
        var batch = new RpcBatch();
        var read = market.Read(batch, amountIn);
        await chain.Node.SendAsync(batch, Cancellation);
        return read();
    }

    private async Task<RpcException> SimulateAsync(ContractCall call)
    {
        var request = new CallRequest { From = chain.Wallet.Address, To = call.To, Data = call.Data };
        return await Assert.ThrowsAsync<RpcException>(() => chain.AskAsync(Eth.Call(request, BlockTag.Pending)));
    }
}
