using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Orders.Signing;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Wallet;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders.Wallets;

/// <summary>What an administrator has the wallet do apart from buying, on a real chain.</summary>
public sealed class WalletTaskTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_moves_all_stablecoin_to_the_treasury_and_counts_in_no_sum()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        var wallet = bench.Contracts.Wallet.Address;
        var (held, before) = (await bench.StablecoinAsync(wallet), await process.Book.ReadStateAsync(Cancellation));

        var placed = (await process.SweepAsync("1")).PlacedTask();
        var ended = await bench.SettleTaskAsync("w-1");

        Assert.Equal(new TaskAction.Sweep(held, null, bench.Contracts.Treasury), placed.Action);
        Assert.Equal((JobStatus.Completed, null, 0), (ended.Task.Status, ended.Task.Reason, ended.Task.Retry));
        Assert.Equal((held, held), (ended.Task.Outcome!.LeftUnits, ended.Task.Outcome.ArrivedUnits));
        Assert.Equal((BigInteger.Zero, held), (await bench.StablecoinAsync(wallet), await bench.StablecoinAsync(bench.Contracts.Treasury)));
        Assert.Equal([(AttemptKind.Sweep, AttemptState.Succeeded, 0L)], ended.Attempts.Select(attempt => (attempt.Kind, attempt.State, attempt.Nonce)));
        Assert.Equal(before.Sums, (await process.Book.ReadStateAsync(Cancellation)).Sums);
        Assert.Empty((await process.Book.ListAsync(new OrderFilter(), 10, null, Cancellation)).Items);
        Assert.Empty((await process.Book.ListRunsAsync(null, null, 10, null, Cancellation)).Items);
        Assert.Equal("w-1", Assert.Single((await process.TaskBook.ListAsync(10, null, Cancellation)).Items).Task.Id);
        var audit = Assert.Single(await bench.AuditsAsync());
        Assert.Equal((AuditAction.WalletTaskPlaced, "w-1", "operator", "end of the month"), (audit.Action, audit.Subject, audit.Who, audit.Reason));
        await bench.AssertVerifiedAsync(process);
    }

    [Fact]
    public async Task Sweep_of_an_amount_leaves_the_rest_and_the_next_order_buys_with_it()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        var held = await bench.StablecoinAsync(bench.Contracts.Wallet.Address);

        await process.SweepAsync("1", new Zar(50_000_00));
        await bench.SettleTaskAsync("w-1");
        var left = await bench.StablecoinAsync(bench.Contracts.Wallet.Address);
        var run = await process.RunAsync("m-1");
        var order = await bench.SettleAsync("m-1");

        Assert.Equal(held - (50_000 * Price.One), left);
        Assert.Equal((ReasonCode.Ordered, JobStatus.Completed), (run.Outcome, order.Order.Status));
        Assert.Equal([1L, 2L], order.Attempts.Select(attempt => attempt.Nonce));
        await bench.AssertVerifiedAsync(process);
    }

    [Fact]
    public async Task Key_that_is_used_again_names_the_same_task_and_with_other_content_none()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.SweepAsync("1", new Zar(1_00));
        await bench.SettleTaskAsync("w-1");

        var again = Assert.IsType<TaskResult.Placed>(await process.SweepAsync("1", new Zar(1_00)));

        Assert.Equal((false, JobStatus.Completed), (again.IsNew, again.Task.Task.Status));
        Assert.IsType<TaskResult.KeyReused>(await process.SweepAsync("1", new Zar(10_00)));
        Assert.IsType<TaskResult.KeyReused>(await process.SweepAsync("1"));
        Assert.IsType<TaskResult.KeyReused>(await process.SweepAsync("1", new Zar(1_00), reason: "another"));
        Assert.IsType<TaskResult.KeyReused>(await process.RevokeAsync("1", bench.Contracts.Router));
        Assert.Equal(Price.One, await bench.StablecoinAsync(bench.Contracts.Treasury));
    }

    [Fact]
    public async Task Allowance_that_was_left_becomes_0()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        var wallet = bench.Contracts.Wallet.Address;
        await bench.Chain.ApproveAsync(5 * Price.One);

        Assert.IsType<TaskResult.Placed>(await process.RevokeAsync("1", bench.Contracts.Router));
        var ended = await bench.SettleTaskAsync("w-1");

        Assert.Equal((JobStatus.Completed, new TaskAction.Revoke(bench.Contracts.Router)), (ended.Task.Status, ended.Task.Action));
        Assert.Equal(BigInteger.Zero, await bench.AllowanceAsync(wallet, bench.Contracts.Router));
        Assert.Contains("0 already", Assert.IsType<TaskResult.Conflict>(await process.RevokeAsync("2", bench.Contracts.Router)).Detail, StringComparison.Ordinal);
        var stranger = Assert.IsType<TaskResult.Invalid>(await process.RevokeAsync("3", Permitted.Filled(0x66)));
        Assert.Equal("spender", stranger.Member);
        Assert.Contains($"{bench.Contracts.Router}", stranger.Allowed, StringComparison.Ordinal);
        await bench.AssertVerifiedAsync(process);
    }

    [Fact]
    public async Task Order_and_task_wait_for_each_other()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.RunAsync("m-1");

        Assert.Contains("Order m-1 is open", Assert.IsType<TaskResult.Conflict>(await process.SweepAsync("1")).Detail, StringComparison.Ordinal);
        await bench.SettleAsync("m-1");
        await bench.RecordRevenueAsync(TaskBench.Revenue);
        await process.SweepAsync("1", new Zar(1_00));
        var run = await process.RunAsync("m-2");

        Assert.Equal(ReasonCode.AlreadyActive, run.Outcome);
        Assert.Contains("Task w-1 is open", run.Detail, StringComparison.Ordinal);
        Assert.Contains("Task w-1 is open", Assert.IsType<TaskResult.Conflict>(await process.SweepAsync("2")).Detail, StringComparison.Ordinal);
        await bench.SettleTaskAsync("w-1");
        Assert.Equal(ReasonCode.Ordered, (await process.RunAsync("m-2")).Outcome);
        await bench.SettleAsync("m-2");
        await bench.AssertVerifiedAsync(process);
    }

    [Fact]
    public async Task Pause_does_not_hold_a_sweep()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.Pause.TurnAsync(new PauseSwitchRequest(Pauses: true, "the key may be known", "operator"), Cancellation);

        await process.SweepAsync("1");
        var ended = await bench.SettleTaskAsync("w-1");

        Assert.Equal(JobStatus.Completed, ended.Task.Status);
        Assert.Equal(ReasonCode.Paused, (await process.RunAsync("m-1")).Outcome);
        Assert.Equal(BigInteger.Zero, await bench.StablecoinAsync(bench.Contracts.Wallet.Address));
    }

    [Fact]
    public async Task Sweep_of_more_than_there_is_or_of_nothing_is_refused()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();

        var tooMuch = Assert.IsType<TaskResult.Conflict>(await process.SweepAsync("1", new Zar(1_000_000_000_00)));
        await process.SweepAsync("2");
        await bench.SettleTaskAsync("w-2");
        var nothing = Assert.IsType<TaskResult.Conflict>(await process.SweepAsync("3"));

        Assert.StartsWith("insufficient_funds: The wallet holds ", tooMuch.Detail, StringComparison.Ordinal);
        Assert.Contains("nothing to sweep", nothing.Detail, StringComparison.Ordinal);
        Assert.Equal("wallet", Assert.IsType<TaskResult.Invalid>(await process.SweepAsync("4", wallet: Permitted.Filled(0x66))).Member);
    }
}
