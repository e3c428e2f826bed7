using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Functions.Tests.Orders.Market;

/// <summary>The market against the published contracts on a real chain.</summary>
public sealed class UniswapV2MarketTests(UniswapChain chain) : IClassFixture<UniswapChain>
{
    private static readonly BigInteger TenThousand = 10_000 * UniswapChain.Whole;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Market_quotes_buys_and_reads_the_purchase_in_one_pool()
    {
        var route = await chain.RouteWithPoolAsync();
        var market = await chain.OpenAsync(route);
        var quote = await chain.QuoteAsync(market, TenThousand);
        Assert.Equal(ConstantProduct.AmountOut(TenThousand, quote.Pools), quote.AmountOut);
        Assert.InRange(quote.AmountOut, 199 * UniswapChain.Whole, 200 * UniswapChain.Whole);

        Assert.True((await chain.SendAsync(market.Approve(TenThousand))).Succeeded);
        Assert.Equal(TenThousand, await chain.AskAsync(chain.Stablecoin, Erc20.Allowance, chain.Wallet, market.Spender));
        var before = await chain.AskAsync(market.Contracts[1], Erc20.BalanceOf, chain.Recipient);
        var receipt = await chain.SendAsync(market.Swap(TenThousand, quote.AmountOut, Soon, chain.Recipient));

        Assert.Equal(new PurchaseReading(TenThousand, quote.AmountOut), PurchaseOf(route, receipt));
        Assert.Equal(quote.AmountOut, await chain.AskAsync(market.Contracts[1], Erc20.BalanceOf, chain.Recipient) - before);
        Assert.Equal(BigInteger.Zero, await chain.AskAsync(chain.Stablecoin, Erc20.Allowance, chain.Wallet, market.Spender));
    }

    [Fact]
    public async Task Market_quotes_buys_and_reads_the_purchase_over_a_hop()
    {
        var token = await chain.NewTokenAsync();
        await chain.AddPoolAsync(chain.Stablecoin, 1_000_000 * UniswapChain.Whole, chain.Hop, 50_000 * UniswapChain.Whole);
        await chain.AddPoolAsync(chain.Hop, 70_000 * UniswapChain.Whole, token, 30_000 * UniswapChain.Whole);
        var route = chain.Route(token, hop: chain.Hop);
        var market = await chain.OpenAsync(route);

        var quote = await chain.QuoteAsync(market, TenThousand);
        await chain.SendAsync(market.Approve(TenThousand));
        var receipt = await chain.SendAsync(market.Swap(TenThousand, quote.AmountOut, Soon, chain.Recipient));

        Assert.Equal(2, quote.Pools.Count);
        Assert.Equal(ConstantProduct.AmountOut(TenThousand, quote.Pools), quote.AmountOut);
        Assert.Equal(new PurchaseReading(TenThousand, quote.AmountOut), PurchaseOf(route, receipt));
    }

    [Fact]
    public async Task Swap_below_its_minimum_reverts_with_the_routers_reason()
    {
        var route = await chain.RouteWithPoolAsync();
        var market = await chain.OpenAsync(route);
        var quote = await chain.QuoteAsync(market, TenThousand);
        await chain.SendAsync(market.Approve(TenThousand));

        var simulated = await SimulateAsync(market.Swap(TenThousand, quote.AmountOut + 1, Soon, chain.Recipient));
        var mined = await chain.SendAsync(market.Swap(TenThousand, quote.AmountOut + 1, Soon, chain.Recipient));

        Assert.Equal("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT", simulated.Reason!.Text);
        Assert.False(mined.Succeeded);
        Assert.Null(PurchaseOf(route, mined));
    }

    [Fact]
    public async Task Swap_after_its_deadline_reverts_with_the_routers_reason()
    {
        var market = await chain.OpenAsync(await chain.RouteWithPoolAsync());
        await chain.SendAsync(market.Approve(TenThousand));

        var simulated = await SimulateAsync(market.Swap(TenThousand, 1, DateTimeOffset.UtcNow.AddMinutes(-5), chain.Recipient));

        Assert.Equal("UniswapV2Router: EXPIRED", simulated.Reason!.Text);
    }

    [Fact]
    public async Task Swap_without_allowance_reverts()
    {
        var market = await chain.OpenAsync(await chain.RouteWithPoolAsync());
        await chain.SendAsync(market.Approve(TenThousand - 1));

        var simulated = await SimulateAsync(market.Swap(TenThousand, 1, Soon, chain.Recipient));

        Assert.Equal("TransferHelper: TRANSFER_FROM_FAILED", simulated.Reason!.Text);
    }

    [Fact]
    public async Task Purchase_for_another_recipient_or_wallet_is_none()
    {
        var route = await chain.RouteWithPoolAsync();
        var market = await chain.OpenAsync(route);
        await chain.SendAsync(market.Approve(TenThousand));

        var receipt = await chain.SendAsync(market.Swap(TenThousand, 1, Soon, chain.Factory));

        Assert.True(receipt.Succeeded);
        Assert.NotNull(SwapReceipt.Read(receipt, route.Path, chain.Wallet, chain.Factory));
        Assert.Null(PurchaseOf(route, receipt));
        Assert.Null(SwapReceipt.Read(receipt, route.Path, chain.Recipient, chain.Factory));
    }

    [Fact]
    public async Task Purchase_of_another_token_or_along_another_path_is_none()
    {
        var route = await chain.RouteWithPoolAsync();
        var market = await chain.OpenAsync(route);
        await chain.SendAsync(market.Approve(TenThousand));
        var receipt = await chain.SendAsync(market.Swap(TenThousand, 1, Soon, chain.Recipient));

        Assert.Null(PurchaseOf(route with { Token = chain.Hop }, receipt));
        Assert.Null(PurchaseOf(route with { Hop = chain.Hop }, receipt));
    }

    [Fact]
    public async Task Purchase_of_a_token_with_a_fee_on_transfer_tells_what_arrived()
    {
        var token = await chain.NewDeflatingTokenAsync();
        await chain.AddPoolAsync(chain.Stablecoin, 1_000_000 * UniswapChain.Whole, token, 50_000 * UniswapChain.Whole);
        var route = chain.Route(token);
        var market = await chain.OpenAsync(route);
        await chain.SendAsync(market.Approve(TenThousand));
        var quote = await chain.QuoteAsync(market, TenThousand);

        var receipt = await chain.SendAsync(market.Swap(TenThousand, 1, Soon, chain.Recipient));

        Assert.True(receipt.Succeeded);
        var arrived = await chain.AskAsync(token, Erc20.BalanceOf, chain.Recipient);
        Assert.Equal(new PurchaseReading(TenThousand, arrived), PurchaseOf(route, receipt));
        Assert.InRange(arrived, quote.AmountOut * 98 / 100, (quote.AmountOut * 99 / 100) + 1);
    }

    [Fact]
    public async Task Swap_of_a_token_with_a_fee_on_transfer_reverts_when_less_than_the_minimum_arrives()
    {
        var token = await chain.NewDeflatingTokenAsync();
        await chain.AddPoolAsync(chain.Stablecoin, 1_000_000 * UniswapChain.Whole, token, 50_000 * UniswapChain.Whole);
        var market = await chain.OpenAsync(chain.Route(token));
        await chain.SendAsync(market.Approve(TenThousand));
        var quote = await chain.QuoteAsync(market, TenThousand);

        var receipt = await chain.SendAsync(market.Swap(TenThousand, quote.AmountOut * 995 / 1000, Soon, chain.Recipient));

        Assert.False(receipt.Succeeded);
    }

    [Fact]
    public async Task Approval_is_no_purchase()
    {
        var route = await chain.RouteWithPoolAsync();
        var market = await chain.OpenAsync(route);

        var receipt = await chain.SendAsync(market.Approve(1));

        Assert.Null(PurchaseOf(route, receipt));
    }

    private static DateTimeOffset Soon => DateTimeOffset.UtcNow.AddHours(1);

    private async Task<RpcException> SimulateAsync(ContractCall call)
    {
        var request = new CallRequest { From = chain.Wallet, To = call.To, Data = call.Data };
        return await Assert.ThrowsAsync<RpcException>(() => chain.AskAsync(Eth.Call(request, BlockTag.Pending)));
    }

    private PurchaseReading? PurchaseOf(MarketRoute route, TransactionReceipt receipt) =>
        SwapReceipt.Read(receipt, route.Path, chain.Wallet, chain.Recipient);
}
