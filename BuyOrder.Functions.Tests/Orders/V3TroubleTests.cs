using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Local.Chain;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Orders at Uniswap v3 whose way is not straight: two pools, coarse tokens, replacements, a lost store, a moved pool.</summary>
public sealed class V3TroubleTests(TestServers servers)
{
    private const long Gwei = 1_000_000_000;

    private static readonly BigInteger Whole = BigInteger.Pow(10, 18);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Order_is_bought_over_two_pools()
    {
        await using var bench = await StartAsync();
        var hop = await new OddTokens(bench.Chain).CreateAsync(await servers.ToolsAsync(), "ZarStablecoin");
        await bench.Chain.MineAsync();
        await AddHopPoolsAsync(bench, hop);
        bench.Hop = hop;
        bench.Places = [bench.V3!.Place(500, 3_000)];

        var run = await bench.Start().RunAsync("m-1");
        var settled = await bench.SettleAsync("m-1");

        Assert.Equal((ReasonCode.Ordered, "uniswap-v3"), (run.Outcome, run.Order!.Order.Quote.Market));
        Assert.Equal(settled.Order.Quote.AmountOut, settled.Order.Purchase!.TokensAcquired);
        Assert.Equal(36, settled.Order.Quote.ImpactBps);
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    [Fact]
    public async Task Order_is_bought_with_coarse_tokens()
    {
        // A raw price of 50 is 5 000 ZAR where the stablecoin has six decimals and the token eight.
        var parameters = EngineBench.Parameters with { ReferencePrice = Price.Parse("5000.00") };
        await using var bench = await EngineBench.StartAsync(
            servers, new Zar(100_000_00), parameters, tokens: new LocalTokens("CoarseToken", "CoarseStablecoin"));
        await bench.AddV3Async(beside: true, 500, 1_000, 20);

        var run = await bench.Start().RunAsync("m-1");
        var settled = await bench.SettleAsync("m-1");

        Assert.Equal("uniswap-v3", run.Order!.Order.Quote.Market);
        Assert.Equal(BigInteger.Pow(10, 10), settled.Order.Purchase!.SpentUnits);
        Assert.InRange((double)settled.Order.Purchase.TokensAcquired, 199.8e6, 200e6);
        Assert.Equal((6, 6), (Fill.Of(settled.Order)!.AgainstMidBps, Fill.Of(settled.Order)!.AgainstReferenceBps));
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    [Fact]
    public async Task Swap_that_no_block_takes_is_replaced_at_the_same_market_and_nonce()
    {
        await using var bench = await StartAsync(500);
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();
        var first = (await process.FindAsync("m-1")).Attempts[^1];

        await bench.SkipTimeAsync(new EngineLimits().BumpInterval);
        await bench.Chain.RaiseBaseFeeAsync(240 * Gwei, (int)new EngineLimits().BumpAfterBlocks + 1);
        await process.AdvanceAsync();
        var ended = await bench.SettleAsync("m-1");

        var bumped = ended.Attempts[^1];
        Assert.Equal((first.Nonce, AttemptKind.Swap, 3), (bumped.Nonce, bumped.Kind, ended.Attempts.Count));
        Assert.Equal(bench.V3!.Router, SignedTransaction.Decode(bumped.SignedBytes).Transaction.To);
        Assert.Equal((bumped.TransactionHash, bumped.AtMid), (ended.Order.Purchase!.TransactionHash, ended.Order.BoughtAtMid));
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    [Fact]
    public async Task Pool_that_was_pulled_away_from_the_reference_is_not_the_best_and_stops_nothing()
    {
        // 10 % more tokens than v2 gives, and than the reference says.
        await using var bench = await StartAsync();
        await bench.AddV3Async(beside: true, 500, 1_000_000_000, 22_000_000);

        var run = await bench.Start().RunAsync("m-1");
        await bench.SettleAsync("m-1");

        Assert.Equal("uniswap-v2", run.Order!.Order.Quote.Market);
        var left = Assert.IsType<MarketCandidate.LeftOut>(run.Order!.Order.Quote.Choice!.Candidates[1]);
        Assert.Equal(ReasonCode.PriceRejected, left.Reason);
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    [Fact]
    public async Task Market_whose_purchase_fails_when_it_is_tried_is_left_out_while_the_other_works()
    {
        await using var bench = await StartAsync(500);
        await bench.Chain.SetCodeAsync(bench.V3!.Router, OnlyFactory(bench.V3.Factory));

        var run = await bench.Start().RunAsync("m-1");
        await bench.SettleAsync("m-1");

        Assert.Equal((ReasonCode.Ordered, "uniswap-v2"), (run.Outcome, run.Order!.Order.Quote.Market));
        var left = Assert.IsType<MarketCandidate.LeftOut>(run.Order!.Order.Quote.Choice!.Candidates[1]);
        Assert.Equal(ReasonCode.SimulationFailed, left.Reason);
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    [Fact]
    public async Task Nothing_is_reserved_where_no_market_takes_the_purchase()
    {
        await using var bench = await StartAsync(500);
        bench.Places = [bench.V3!.Place(500)];
        await bench.Chain.SetCodeAsync(bench.V3.Router, OnlyFactory(bench.V3.Factory));

        var run = await bench.Start().RunAsync("m-1");

        Assert.Equal((ReasonCode.SimulationFailed, null), (run.Outcome, run.Order));
    }

    [Fact]
    public async Task Purchase_at_v3_that_a_restored_store_does_not_know_stops_buying()
    {
        await using var bench = await StartAsync(500);
        await bench.Start().RunAsync("m-1");
        await bench.SettleAsync("m-1");
        var copy = await OrderBackup.TakeAsync(bench.Tables);
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        await bench.Start().RunAsync("m-2");
        var lost = await bench.SettleAsync("m-2");
        await copy.RestoreAsync(bench.Tables);
        await bench.Chain.MineAsync(5);

        var run = await bench.Start().RunAsync("m-2");

        Assert.Equal("uniswap-v3", lost.Order.Quote.Market);
        Assert.Equal(ReasonCode.StoreOutdated, run.Outcome);
        Assert.Contains(lost.Order.Purchase!.TransactionHash.ToString(), run.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wallet_that_has_paid_a_v3_pool_before_is_not_adopted_by_an_empty_store()
    {
        await using var bench = await StartAsync(500);
        var empty = await OrderBackup.TakeAsync(bench.Tables);
        await bench.Start().RunAsync("m-1");
        var lost = await bench.SettleAsync("m-1");
        await empty.RestoreAsync(bench.Tables);
        await bench.Chain.MineAsync(5);

        var run = await bench.Start().RunAsync("m-1");

        Assert.Equal(ReasonCode.StoreOutdated, run.Outcome);
        Assert.Contains(lost.Order.Purchase!.TransactionHash.ToString(), run.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quoter_or_pool_whose_code_changes_stops_buying()
    {
        await using var bench = await StartAsync(500);
        await bench.Start().RunAsync("m-1");
        await bench.SettleAsync("m-1");
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        await bench.Chain.ChangeCodeAsync(bench.V3!.Quoter);

        var run = await bench.Start().RunAsync("m-2");

        Assert.Equal(ReasonCode.ContractChanged, run.Outcome);
        Assert.Contains(bench.V3.Quoter.ToString(), run.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Market_that_is_added_is_pinned_and_audited_and_changes_nothing_else()
    {
        await using var bench = await StartAsync();
        await bench.Start().RunAsync("m-1");
        await bench.SettleAsync("m-1");
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        await bench.AddV3Async(beside: true, 500, 1_000_000_000, 20_000_000);

        var run = await bench.Start().RunAsync("m-2");
        await bench.SettleAsync("m-2");

        Assert.Equal((ReasonCode.Ordered, "uniswap-v3"), (run.Outcome, run.Order!.Order.Quote.Market));
        Assert.Contains(await bench.AuditsAsync(), audit => audit.Detail.Contains(bench.V3!.Quoter.ToString(), StringComparison.Ordinal));
        var state = await bench.Start().Book.ReadStateAsync(Cancellation);
        Assert.Equal(new[] { bench.Contracts.Router, bench.V3!.Router }.Order().ToArray(), state.Spenders);
        await bench.AssertBooksAgreeAsync(completed: 2);
    }

    [Fact]
    public async Task Purchase_at_v3_is_compared_with_the_chain_and_one_in_another_stablecoin_is_not()
    {
        await using var bench = await StartAsync(500);
        await bench.Start().RunAsync("m-1");
        await bench.SettleAsync("m-1");
        await bench.Chain.MineAsync(5);

        var same = await CompareAsync(bench, bench.Contracts.Zar);
        var other = await CompareAsync(bench, bench.Contracts.Azr);

        Assert.Equal((null, 0), (same.Fault, same.NotCompared));
        Assert.Equal((null, 1), (other.Fault, other.NotCompared));
        Assert.Equal($"Order m-1 has paid with {bench.Contracts.Zar}, and the outflows of {bench.Contracts.Azr} were looked for.", other.WhyNot);
    }

    /// <summary>Code that answers <c>factory()</c> and reverts at all else.</summary>
    private static string OnlyFactory(Address factory) => $"0x60003560e01c63c45a01551460145760006000fd5b73{$"{factory}"[2..]}60005260206000f3";

    private static async Task<OutflowVerdict> CompareAsync(EngineBench bench, Address stablecoin)
    {
        var nodes = new ChainNodes([bench.Chain.Node], new NodeFaults(bench.Clock), bench.Clock, NullLogger<ChainNodes>.Instance);
        var route = new MarketRoute(Address.Zero, stablecoin, Address.Zero, null, []);
        var check = new OutflowCheck(
            new TransactionReader(nodes, route, new ChainOptions { ChainId = 31337, RpcUrls = [] }),
            new OutflowScan(nodes, route),
            new OrderQueries(bench.Tables),
            new TaskQueries(bench.Tables),
            new AuditTrail(bench.Tables));
        return await check.CheckAsync(null, 0, Cancellation);
    }

    private async Task<EngineBench> StartAsync(int? fee = null)
    {
        var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        await bench.AddV3Async(beside: true, fee, 1_000_000_000, 20_000_000);
        return bench;
    }

    /// <summary>Two ZAR for the hop, and 25 of it for a token.</summary>
    private static async Task AddHopPoolsAsync(EngineBench bench, Address hop)
    {
        var (zar, azr) = (bench.Contracts.Zar, bench.Contracts.Azr);
        await bench.MintAsync(zar, 1_000_000_000 * Whole);
        await bench.MintAsync(hop, 2_000_000_000 * Whole);
        await bench.V3!.AddPoolAsync(zar, 1_000_000_000 * Whole, hop, 500_000_000 * Whole, 500);
        await bench.V3.AddPoolAsync(hop, 500_000_000 * Whole, azr, 20_000_000 * Whole, 3_000);
    }
}
