using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Orders of the whole engine where Uniswap v3 is one of the markets, or the only one.</summary>
public sealed class V3OrderTests(TestServers servers, ITestOutputHelper output)
{
    private static readonly BigInteger Whole = BigInteger.Pow(10, 18);
    private static readonly BigInteger Spend = 10_000 * Whole;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Order_is_bought_at_v3_alone()
    {
        await using var bench = await StartAsync(beside: false, 3_000, rand: 10_000_000, tokens: 200_000);
        var process = bench.Start();

        var run = await process.RunAsync("m-1");
        var settled = await bench.SettleAsync("m-1");

        Assert.Equal(ReasonCode.Ordered, run.Outcome);
        Assert.Equal(("uniswap-v3", JobStatus.Completed), (settled.Order.Quote.Market, settled.Order.Status));
        Assert.Null(settled.Order.Quote.Choice);
        Assert.Equal([AttemptKind.Approve, AttemptKind.Swap], settled.Attempts.Select(attempt => attempt.Kind));
        Assert.Equal(Spend, settled.Order.Purchase!.SpentUnits);
        Assert.Equal(settled.Order.Quote.AmountOut, settled.Order.Purchase.TokensAcquired);
        await bench.AssertBooksAgreeAsync(completed: 1);
        var state = await bench.Start().Book.ReadStateAsync(Cancellation);
        Assert.Equal(new[] { bench.V3!.Router }, state.Spenders);
        Assert.Contains(bench.V3.Quoter.ToString(), state.Contracts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_goes_to_the_market_that_brings_more_and_keeps_to_it_when_the_other_becomes_better()
    {
        await using var bench = await StartAsync(beside: true, 500, rand: 1_000_000_000, tokens: 20_000_000);
        var process = bench.Start();

        var run = await process.RunAsync("m-1");
        var order = run.Order!.Order;
        await bench.Chain.SetPoolTokensAsync(perMille: 1_015);
        var settled = await bench.SettleAsync("m-1");

        // v2 takes 0.3 %, this pool 0.05 %.
        Assert.Equal("uniswap-v3", order.Quote.Market);
        var offers = order.Quote.Choice!.Candidates.Cast<MarketCandidate.Offered>().ToList();
        Assert.Equal(["uniswap-v2", "uniswap-v3"], offers.Select(offer => offer.Market));
        Assert.True(offers[1].AmountOut > offers[0].AmountOut);
        Assert.Equal(order.Quote.AmountOut, offers[1].AmountOut);
        var swap = SignedTransaction.Decode(settled.Attempts[^1].SignedBytes).Transaction;
        Assert.Equal(bench.V3!.Router, swap.To);
        await bench.AssertBooksAgreeAsync(completed: 1);
        var fill = Fill.Of(settled.Order)!;
        Assert.Equal((6, 6, 6), (fill.AgainstMidBps, fill.AgainstQuoteMidBps, fill.AgainstReferenceBps));
        var fills = (await bench.Start().Book.ReadStateAsync(Cancellation)).Fills;
        Assert.Equal(new FillStatistics(1, new Zar(10_000_00), 6_000_000, 6, 6_000_000, 6), fills);
    }

    [Fact]
    public async Task Order_goes_to_v2_where_v3_is_thin_and_both_allowances_are_watched()
    {
        await using var bench = await StartAsync(beside: true, 3_000, rand: 100_000, tokens: 2_000);
        await bench.AllowAsync(bench.V3!.Router, 7);
        var process = bench.Start();

        var run = await process.RunAsync("m-1");
        var settled = await bench.SettleAsync("m-1");

        Assert.Equal("uniswap-v2", run.Order!.Order.Quote.Market);
        var thin = Assert.IsType<MarketCandidate.Offered>(run.Order!.Order.Quote.Choice!.Candidates[1]);
        Assert.Equal(new Zar(625_00), thin.Spend);
        Assert.Equal([AttemptKind.Reset, AttemptKind.Approve, AttemptKind.Swap], settled.Attempts.Select(attempt => attempt.Kind));
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    [Fact]
    public async Task Order_goes_to_v2_while_v3_has_no_pool_and_says_why()
    {
        await using var bench = await StartAsync(beside: true, fee: null);
        bench.Places = [new MarketPlace.UniswapV2(bench.Contracts.Router), bench.V3!.Place(3_000)];

        var run = await bench.Start().RunAsync("m-1");

        Assert.Equal("uniswap-v2", run.Order!.Order.Quote.Market);
        var left = Assert.IsType<MarketCandidate.LeftOut>(run.Order!.Order.Quote.Choice!.Candidates[1]);
        Assert.Equal(ReasonCode.MarketUnavailable, left.Reason);
        Assert.StartsWith("The v3 factory has no pool of", left.Detail, StringComparison.Ordinal);
        await bench.SettleAsync("m-1");
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    [Fact]
    public async Task Nothing_is_reserved_where_v3_alone_has_no_such_fee_tier()
    {
        await using var bench = await StartAsync(beside: false, fee: null);
        bench.Places = [bench.V3!.Place(1_234)];

        var run = await bench.Start().RunAsync("m-1");

        Assert.Equal(ReasonCode.MarketUnavailable, run.Outcome);
        Assert.StartsWith("BuyOrder__V3Fees: found 1234; allowed:", run.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_is_made_smaller_where_v3_alone_is_thin_and_is_quoted_again_for_exactly_that()
    {
        await using var bench = await StartAsync(beside: false, 3_000, rand: 500_000, tokens: 10_000);

        var run = await bench.Start().RunAsync("m-1");
        var settled = await bench.SettleAsync("m-1");

        // 1 % with the fee in it leaves some 0.7 % of the 500 000 ZAR in the pool: five sixteenths of what was wanted.
        Assert.Equal(new Zar(3_125_00), run.Order!.Order.Spend);
        Assert.Equal(3_125 * Whole, settled.Order.Purchase!.SpentUnits);
        Assert.Equal(settled.Order.Quote.AmountOut, settled.Order.Purchase.TokensAcquired);
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    [Fact]
    public async Task Order_whose_market_the_settings_do_not_name_any_more_is_held_and_goes_on_when_they_do()
    {
        await using var bench = await StartAsync(beside: true, 500, rand: 1_000_000_000, tokens: 20_000_000);
        var places = bench.Places!;
        var placed = await bench.Start().RunAsync("m-1");
        await bench.Chain.MineAsync(5);

        bench.Places = [new MarketPlace.UniswapV2(bench.Contracts.Router)];
        await bench.Start().AdvanceAsync();
        await bench.Start().AdvanceAsync();
        var held = (await bench.Start().FindAsync("m-1")).Order;
        bench.Places = places;
        var settled = await bench.SettleAsync("m-1");

        Assert.Equal("uniswap-v3", placed.Order!.Order.Quote.Market);
        Assert.Equal(ReasonCode.MarketUnavailable, held.Hold?.Reason);
        Assert.Equal("The order is bought at uniswap-v3, which the settings do not name.", held.Hold?.Detail);
        Assert.Equal(JobStatus.Completed, settled.Order.Status);
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    [Fact]
    public async Task Token_that_keeps_a_part_of_a_transfer_is_refused_before_it_is_paid_for()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00), tokens: OddTokens.Both);
        await bench.AddV3Async(beside: false, 3_000, 10_000_000, 200_000);
        await new OddTokens(bench.Chain).SetFeeAsync(200, OldMarket);

        var run = await bench.Start().RunAsync("m-1");

        // The router's own minimum counts what left the pool.
        Assert.Equal(ReasonCode.SimulationFailed, run.Outcome);
        Assert.Contains("The recipient would get", run.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_at_the_best_market_costs_at_most_eight_round_trips_to_the_nodes()
    {
        var trips = await OrderRoundTrips.CountAsync(servers, prepare: bench => bench.AddV3Async(beside: true, 3_000, 1_000_000_000, 20_000_000));

        output.WriteLine($"Counted with two markets: {trips.Chain} JSON-RPC round trips one after the other, {trips.ChainOfAFirstLook} for a first look.");
        Assert.InRange(trips.Chain, 1, OrderRoundTrips.Allowed);
    }

    private static BuyOrder.Domain.Chain.Address OldMarket => Signing.Permitted.OldRouter;

    private async Task<EngineBench> StartAsync(bool beside, int? fee, long rand = 0, long tokens = 0)
    {
        var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        await bench.AddV3Async(beside, fee, rand, tokens);
        return bench;
    }
}
