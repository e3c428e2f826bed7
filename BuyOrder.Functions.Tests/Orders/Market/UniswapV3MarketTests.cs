using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Functions.Tests.Orders.Market;

/// <summary>The market against the published Uniswap v3 on a real chain.</summary>
public sealed class UniswapV3MarketTests(UniswapV3Chain chain, ITestOutputHelper output) : IClassFixture<UniswapV3Chain>
{
    private static readonly BigInteger TenThousand = 10_000 * UniswapChain.Whole;
    private static readonly TokenUnits Eighteen = new(18, 18);

    private static DateTimeOffset Soon => DateTimeOffset.UtcNow.AddHours(1);

    [Theory]
    [InlineData(500)]
    [InlineData(3_000)]
    [InlineData(10_000)]
    public async Task Market_quotes_buys_and_reads_the_purchase_in_one_pool(int fee)
    {
        var route = await chain.RouteWithPoolAsync(fee);
        var market = await chain.OpenAsync(route);
        var quote = await chain.QuoteAsync(market, TenThousand);

        await chain.V2.SendAsync(market.Approve(TenThousand));
        var receipt = await chain.V2.SendAsync(market.Swap(TenThousand, quote.AmountOut, Soon, chain.Recipient));

        Assert.Equal(new PurchaseReading(TenThousand, quote.AmountOut), PurchaseOf(route, receipt));
        Assert.Equal(quote.AmountOut, await chain.V2.AskAsync(route.Token, Erc20.BalanceOf, chain.Recipient));
        Assert.Equal(BigInteger.Zero, await chain.V2.AskAsync(route.Stablecoin, Erc20.Allowance, chain.V2.Wallet, market.Spender));
        Assert.Equal((fee / 100, fee / 100 + 1), (quote.FeeBps, quote.ImpactBps));
        Assert.InRange(quote.AtMid, (200 * UniswapChain.Whole) - 1_000, 200 * UniswapChain.Whole + 1_000);
        output.WriteLine($"gas: the quote says {quote.Gas}, the swap took {receipt.GasUsed}");
        Assert.InRange((double)receipt.GasUsed, quote.Gas * 0.5, quote.Gas * 1.5);
        Assert.True((long)receipt.GasUsed <= market.LeastSwapGas);
    }

    [Fact]
    public async Task Market_quotes_buys_and_reads_the_purchase_over_a_hop()
    {
        var token = await chain.V2.NewTokenAsync();
        await chain.V3.AddPoolAsync(chain.V2.Stablecoin, 1_000_000_000 * UniswapChain.Whole, chain.V2.Hop, 50_000_000 * UniswapChain.Whole, 500);
        await chain.V3.AddPoolAsync(chain.V2.Hop, 70_000_000 * UniswapChain.Whole, token, 30_000_000 * UniswapChain.Whole, 10_000);
        var route = chain.Route(token, chain.V2.Hop, 500, 10_000);
        var market = await chain.OpenAsync(route);

        var quote = await chain.QuoteAsync(market, TenThousand);
        await chain.V2.SendAsync(market.Approve(TenThousand));
        var receipt = await chain.V2.SendAsync(market.Swap(TenThousand, quote.AmountOut, Soon, chain.Recipient));

        Assert.Equal(new PurchaseReading(TenThousand, quote.AmountOut), PurchaseOf(route, receipt));
        Assert.Equal((105, 106), (quote.FeeBps, quote.ImpactBps));
        Assert.InRange(quote.AtMid, (TenThousand * 3 / 140) - 1_000, (TenThousand * 3 / 140) + 1_000);
        output.WriteLine($"gas: the quote says {quote.Gas}, the swap took {receipt.GasUsed}");
        Assert.True((long)receipt.GasUsed <= market.LeastSwapGas);
    }

    [Fact]
    public async Task Ladder_has_sixteen_sizes_each_quoted_as_if_it_were_asked_alone_and_the_largest_that_fits_is_taken()
    {
        var market = await chain.OpenAsync(await chain.RouteWithPoolAsync(3_000, 100_000, 2_000));

        var ladder = await chain.QuoteAsync(market, TenThousand, maySize: true);
        var sized = ladder.Largest(Eighteen, 100)!;

        Assert.Equal(Enumerable.Range(0, 16).Select(step => TenThousand * (16 - step) / 16), ladder.Rungs.Select(rung => rung.AmountIn));
        foreach (var rung in ladder.Rungs)
            Assert.Equal(rung.AmountOut, (await chain.QuoteAsync(market, rung.AmountIn)).AmountOut);
        Assert.Equal(TenThousand / 16, sized.AmountIn);
        Assert.InRange(sized.ImpactBps, 1, 100);
        Assert.True(ladder.Rungs[^2] is var larger && ladder.Mid.ImpactBps(larger.AmountIn, larger.AmountOut) > 100);
        Assert.Null(ladder.Largest(Eighteen, 30));
    }

    [Fact]
    public async Task Amount_that_the_pool_does_not_take_is_no_quote_and_a_smaller_one_is()
    {
        var market = await chain.OpenAsync(await chain.RouteWithPoolAsync(3_000, 1_000, 20));

        var ladder = await chain.QuoteAsync(market, BigInteger.Pow(10, 60), maySize: true);

        Assert.True(ladder.AmountOut.IsZero);
    }

    [Fact]
    public async Task Swap_below_its_minimum_or_after_its_deadline_reverts_with_the_routers_reason()
    {
        var market = await chain.OpenAsync(await chain.RouteWithPoolAsync());
        var quote = await chain.QuoteAsync(market, TenThousand);
        await chain.V2.SendAsync(market.Approve(TenThousand));

        var tooLittle = await SimulateAsync(market.Swap(TenThousand, quote.AmountOut + 1, Soon, chain.Recipient));
        var tooLate = await SimulateAsync(market.Swap(TenThousand, 1, DateTimeOffset.UtcNow.AddMinutes(-5), chain.Recipient));

        Assert.Equal("Too little received", tooLittle.Reason!.Text);
        Assert.Equal("Transaction too old", tooLate.Reason!.Text);
    }

    [Fact]
    public async Task Missing_pool_and_missing_fee_tier_are_named()
    {
        var route = await chain.RouteWithPoolAsync(3_000);

        var noPool = await chain.ClosedAsync(route with { Places = [chain.V3.Place(500)] });
        var noTier = await chain.ClosedAsync(route with { Places = [chain.V3.Place(1_234)] });

        Assert.Equal((MarketFailure.NoPool, MarketFailure.NoFeeTier), (noPool.Why, noTier.Why));
        Assert.Equal($"The v3 factory has no pool of {route.Stablecoin} and {route.Token} with a fee of 500 millionths.", noPool.Detail);
        Assert.Equal($"BuyOrder__V3Fees: found 1234; allowed: a fee tier that the factory {chain.V3.Factory} has", noTier.Detail);
    }

    [Fact]
    public async Task Contract_that_is_none_or_another_one_is_named()
    {
        var route = await chain.RouteWithPoolAsync();

        var nothing = await chain.ClosedAsync(route with { Places = [new MarketPlace.UniswapV3(chain.Recipient, chain.V3.Quoter, [3_000])] });
        var ofV2 = await chain.ClosedAsync(route with { Places = [new MarketPlace.UniswapV3(chain.V2.Router, chain.V3.Quoter, [3_000])] });
        var token = await chain.ClosedAsync(route with { Places = [new MarketPlace.UniswapV3(chain.V3.Router, chain.V2.Hop, [3_000])] });

        Assert.Equal($"The v3 router at {chain.Recipient} does not answer factory().", nothing.Detail);
        Assert.StartsWith($"The v3 router at {chain.V2.Router} swaps in pools of {chain.V2.Factory}", ofV2.Detail, StringComparison.Ordinal);
        Assert.Equal($"The v3 quoter at {chain.V2.Hop} refuses factory().", token.Detail);
        Assert.All([nothing, ofV2, token], closed => Assert.Equal(MarketFailure.WrongContract, closed.Why));
    }

    [Fact]
    public async Task Pool_without_liquidity_is_told_until_it_has_some()
    {
        var token = await chain.V2.NewTokenAsync();
        await chain.V3.AddEmptyPoolAsync(chain.V2.Stablecoin, 50, token, 1, 3_000);
        var market = await chain.OpenAsync(chain.Route(token, null, 3_000));

        var empty = Assert.IsType<MarketReading.Failed>(await chain.ReadAsync(market, TenThousand));
        await chain.V3.AddPoolAsync(chain.V2.Stablecoin, 50_000_000 * UniswapChain.Whole, token, 1_000_000 * UniswapChain.Whole, 3_000);
        var filled = await chain.QuoteAsync(market, TenThousand);

        Assert.Equal((MarketFailure.NoLiquidity, "A pool on the way is empty."), (empty.Why, empty.Detail));
        Assert.InRange(filled.AmountOut, 199 * UniswapChain.Whole, 200 * UniswapChain.Whole);
    }

    [Fact]
    public void Market_that_was_not_opened_asks_nothing()
    {
        var batch = new RpcBatch();

        var reading = UniswapV3Chain.Market(chain.Route(null, null, 3_000)).Read(batch, TenThousand, maySize: true)();

        Assert.Empty(batch.Calls);
        Assert.Equal(MarketFailure.Unavailable, Assert.IsType<MarketReading.Failed>(reading).Why);
    }

    private PurchaseReading? PurchaseOf(MarketRoute route, TransactionReceipt receipt) =>
        SwapReceipt.Read(receipt, route.Path, chain.V2.Wallet, route.Recipient);

    private async Task<RpcException> SimulateAsync(ContractCall call)
    {
        var request = new CallRequest { From = chain.V2.Wallet, To = call.To, Data = call.Data };
        return await Assert.ThrowsAsync<RpcException>(() => chain.V2.AskAsync(Eth.Call(request, BlockTag.Pending)));
    }
}
