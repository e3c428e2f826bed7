using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Runs and orders on a real chain, block by block.</summary>
public sealed class OrderEngineTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Order_buys_with_ten_percent_and_settles_what_the_chain_says()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));

        var run = await bench.Start().RunAsync("m-1");
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal(ReasonCode.Ordered, run.Outcome);
        Assert.Equal((JobStatus.Completed, JobPhase.Completed), (ended.Order.Status, ended.Order.Phase));
        Assert.Equal((new Zar(10_000_00), new Zar(100_000_00)), (ended.Order.Spend, ended.Order.RevenueBase));
        var purchase = Assert.Single(await bench.Chain.PurchasesAsync());
        Assert.Equal(purchase.TransactionHash, ended.Order.Purchase!.TransactionHash);
        Assert.Equal((purchase.Spent, purchase.Received), (ended.Order.Purchase.SpentUnits, ended.Order.Purchase.TokensAcquired));
        Assert.Equal(ended.Order.SpendUnits, purchase.Spent);
        Assert.InRange(purchase.Received, 199 * Price.One, 200 * Price.One);
        Assert.Equal([AttemptKind.Approve, AttemptKind.Swap], ended.Attempts.Select(attempt => attempt.Kind));
        Assert.All(ended.Attempts, attempt => Assert.Equal(AttemptState.Succeeded, attempt.State));
        Assert.True(ended.Order.GasSpentWei > 0);
    }

    [Fact]
    public async Task Nothing_is_settled_before_the_block_is_final()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync(); // the allowance
        await process.AdvanceAsync();
        await bench.Chain.MineAsync(); // the swap

        await process.AdvanceAsync();
        var mined = await process.FindAsync("m-1");
        await bench.Chain.MineAsync(4);
        var final = await process.AdvanceUntilEndedAsync("m-1");

        Assert.Equal(JobPhase.Mined, mined.Order.Phase);
        Assert.Equal(JobStatus.Completed, final.Order.Status);
    }

    [Fact]
    public async Task Block_that_a_reorg_undid_is_mined_again_from_the_same_bytes()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();
        var before = await process.FindAsync("m-1");

        await bench.Chain.ReorgAsync(depth: 1);
        await process.AdvanceAsync();
        var undone = await process.FindAsync("m-1");
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal(JobPhase.Mined, before.Order.Phase);
        Assert.Equal(JobPhase.Broadcast, undone.Order.Phase);
        Assert.Equal(JobStatus.Completed, ended.Order.Status);
        Assert.Equal(before.Attempts.Select(attempt => attempt.TransactionHash), ended.Attempts.Select(attempt => attempt.TransactionHash));
        Assert.Single(await bench.Chain.PurchasesAsync());
    }

    [Fact]
    public async Task Transaction_that_the_mempool_dropped_is_sent_again()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();
        var swap = (await process.FindAsync("m-1")).Attempts[^1];

        await bench.Chain.DropAsync(swap.TransactionHash);
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal(swap.TransactionHash, ended.Order.Purchase!.TransactionHash);
    }

    [Fact]
    public async Task Swap_past_its_deadline_reverts_and_the_order_is_retried_with_a_new_nonce()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();

        await bench.SkipTimeAsync(TimeSpan.FromHours(1));
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal((JobStatus.Completed, 1), (ended.Order.Status, ended.Order.Retry));
        Assert.Equal([AttemptState.Succeeded, AttemptState.Reverted, AttemptState.Succeeded], ended.Attempts.Select(attempt => attempt.State));
        Assert.Equal([null, "UniswapV2Router: EXPIRED", null], ended.Attempts.Select(attempt => attempt.RevertReason));
        Assert.Equal(3, ended.Attempts.Select(attempt => attempt.Nonce).Distinct().Count());
        Assert.Single(await bench.Chain.PurchasesAsync());
    }

    [Fact]
    public async Task Refused_transaction_after_retries_fails_the_order_and_gives_the_base_back()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync();

        for (var tries = 0; tries < new EngineLimits().MaxRetries + 1; tries++)
        {
            await process.AdvanceAsync();
            await bench.SkipTimeAsync(TimeSpan.FromHours(1));
            await bench.Chain.MineAsync(5);
            await process.AdvanceAsync();
        }

        var failed = await process.FindAsync("m-1");
        var state = await process.Book.ReadStateAsync(Cancellation);
        Assert.Equal((JobStatus.Failed, ReasonCode.Reverted), (failed.Order.Status, failed.Order.Reason));
        Assert.Equal((Zar.Zero, 1), (state.ConsumedBase, state.Failed));
        Assert.Null(state.OpenOrderId);
        Assert.Empty(await bench.Chain.PurchasesAsync());
        Assert.Equal(ReasonCode.Ordered, (await process.RunAsync("m-2")).Outcome);
    }

    [Fact]
    public async Task Transaction_of_a_stranger_at_the_orders_nonce_needs_an_operator_and_is_never_bought_again()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();

        await bench.Chain.TakeNonceAsync((await process.FindAsync("m-1")).Attempts[^1]);
        await bench.Chain.MineAsync(5);
        await process.AdvanceAsync();
        var held = await process.FindAsync("m-1");
        bench.Clock.Advance(new EngineLimits().ForeignNoncePatience);
        for (var look = 0; look < new EngineLimits().ForeignNonceLooks; look++)
        {
            await bench.Chain.MineAsync();
            await process.AdvanceAsync();
        }

        var unknown = await process.FindAsync("m-1");

        Assert.Equal(ReasonCode.NonceTakenElsewhere, held.Order.Hold!.Reason);
        Assert.True(unknown.Order.IsUnknown);
        Assert.Equal(ReasonCode.AlreadyActive, (await process.RunAsync("m-2")).Outcome);
        Assert.Equal(new Zar(100_000_00), (await process.Book.ReadStateAsync(Cancellation)).ConsumedBase);
        Assert.Empty(await bench.Chain.PurchasesAsync());
    }

    [Fact]
    public async Task Second_order_buys_again_with_the_nonces_that_follow()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.SettleAsync("m-1");
        await bench.RecordRevenueAsync(new Zar(20_000_00));

        await process.RunAsync("m-2");
        var second = await bench.SettleAsync("m-2");

        Assert.Equal(new Zar(2_000_00), second.Order.Spend);
        Assert.Equal([2L, 3L], second.Attempts.Select(attempt => attempt.Nonce));
        var state = await process.Book.ReadStateAsync(Cancellation);
        Assert.Equal((new Zar(12_000_00), new Zar(120_000_00), 2), (state.TotalSpent, state.ConsumedBase, state.Completed));
        Assert.Equal(2, (await bench.Chain.PurchasesAsync()).Count);
    }
}
