using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Wallet;
using BuyOrder.Storage;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders.Wallets;

/// <summary>What goes wrong on the way of a wallet task: each money moves once at the most, and the next order is not in its way.</summary>
public sealed class WalletTaskTroubleTests(TestServers servers)
{
    private const long Gwei = 1_000_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_that_is_not_mined_is_replaced_at_its_nonce_with_higher_fees()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.SweepAsync("1", new Zar(7_00));
        var first = Assert.Single((await process.TaskAsync("w-1")).Attempts);

        await bench.SkipTimeAsync(new EngineLimits().BumpInterval);
        await bench.Chain.RaiseBaseFeeAsync(240 * Gwei, 25);
        await process.AdvanceAsync();
        var ended = await bench.SettleTaskAsync("w-1", process);

        var bumped = ended.Attempts[^1];
        Assert.Equal((2, first.Nonce, AttemptKind.Sweep), (ended.Attempts.Count, bumped.Nonce, bumped.Kind));
        Assert.True(bumped.MaxFeePerGasWei * 8 >= first.MaxFeePerGasWei * 9);
        Assert.Equal([AttemptState.Superseded, AttemptState.Succeeded], ended.Attempts.Select(attempt => attempt.State));
        Assert.Equal(7 * BigInteger.Pow(10, 18), await bench.StablecoinAsync(bench.Contracts.Treasury));
        await bench.AssertVerifiedAsync(process);
    }

    [Fact]
    public async Task Cancelled_sweep_fails_by_a_cancel_at_its_nonce_and_moves_nothing()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.SweepAsync("1");
        var sent = Assert.Single((await process.TaskAsync("w-1")).Attempts);

        var taken = Assert.IsType<TaskCancellationResult.Taken>(await process.TaskCancels.CancelAsync("w-1", "not now", "operator", Cancellation));
        var ended = await bench.SettleTaskAsync("w-1", process);

        Assert.False(taken.Task.Task.IsEnded);
        Assert.Equal((JobStatus.Failed, ReasonCode.Cancelled), (ended.Task.Status, ended.Task.Reason));
        Assert.Equal([AttemptKind.Sweep, AttemptKind.Cancel], ended.Attempts.Select(attempt => attempt.Kind));
        Assert.All(ended.Attempts, attempt => Assert.Equal(sent.Nonce, attempt.Nonce));
        Assert.Equal(BigInteger.Zero, await bench.StablecoinAsync(bench.Contracts.Treasury));
        Assert.IsType<TaskCancellationResult.Taken>(await process.TaskCancels.CancelAsync("w-1", "again", "operator", Cancellation));
        Assert.IsType<TaskCancellationResult.NotFound>(await process.TaskCancels.CancelAsync("w-2", "none", "operator", Cancellation));
        Assert.Equal(ReasonCode.Ordered, (await process.RunAsync("m-1")).Outcome);
        await bench.SettleAsync("m-1");
        await bench.AssertVerifiedAsync(process);
    }

    [Fact]
    public async Task Block_that_a_reorg_undid_is_mined_again_from_the_same_bytes()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.SweepAsync("1");
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();
        var mined = await process.TaskAsync("w-1");

        await bench.Chain.ReorgAsync(depth: 1);
        await process.AdvanceAsync();
        var undone = await process.TaskAsync("w-1");
        var ended = await bench.SettleTaskAsync("w-1", process);

        Assert.Equal((JobPhase.Mined, JobPhase.Broadcast), (mined.Task.Phase, undone.Task.Phase));
        Assert.Equal(JobStatus.Completed, ended.Task.Status);
        Assert.Equal(Assert.Single(mined.Attempts).TransactionHash, ended.Task.Outcome!.TransactionHash);
        await bench.AssertVerifiedAsync(process);
    }

    [Fact]
    public async Task Stablecoin_that_refuses_the_transfer_holds_the_sweep_and_one_that_reverts_it_has_it_tried_again()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue, tokens: OddTokens.Both);
        var (tokens, process) = (new OddTokens(bench.Chain), bench.Start());
        await tokens.BlacklistAsync(bench.Contracts.Wallet.Address, true);

        await process.SweepAsync("1");
        var held = await process.TaskAsync("w-1");
        await tokens.BlacklistAsync(bench.Contracts.Wallet.Address, false);
        await process.AdvanceAsync();

        // Sent, gone from the pool, and sent again when the token does not let it pass any more.
        await bench.Chain.DropAsync(Assert.Single((await process.TaskAsync("w-1")).Attempts).TransactionHash);
        await tokens.BlacklistAsync(bench.Contracts.Wallet.Address, true);
        await process.AdvanceAsync();
        await bench.Chain.MineAsync(4);
        await process.AdvanceAsync();
        var again = await process.TaskAsync("w-1");
        await tokens.BlacklistAsync(bench.Contracts.Wallet.Address, false);
        var ended = await bench.SettleTaskAsync("w-1", process);

        Assert.Equal((ReasonCode.SimulationFailed, 0), (held.Task.Hold!.Reason, held.Attempts.Count));
        Assert.Equal((1, ReasonCode.Reverted, ReasonCode.SimulationFailed), (again.Task.Retry, again.Task.Reason!.Value, again.Task.Hold!.Reason));
        Assert.Equal((JobStatus.Completed, 1), (ended.Task.Status, ended.Task.Retry));
        Assert.Equal([AttemptState.Reverted, AttemptState.Succeeded], ended.Attempts.Select(attempt => attempt.State));
        Assert.Equal([0L, 1L], ended.Attempts.Select(attempt => attempt.Nonce));
        await bench.AssertVerifiedAsync(process);
    }

    [Fact]
    public async Task Allowance_that_the_stablecoin_keeps_in_spite_of_its_revocation_fails_the_task()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue, tokens: OddTokens.Both);
        var (tokens, process) = (new OddTokens(bench.Chain), bench.Start());
        await bench.Chain.ApproveAsync(5 * BigInteger.Pow(10, 18));
        await tokens.SwitchAsync("setIgnoresApprovals", true);

        await process.RevokeAsync("1", bench.Contracts.Router);
        var ended = await bench.SettleTaskAsync("w-1", process);

        Assert.Equal((JobStatus.Failed, ReasonCode.AllowanceMismatch), (ended.Task.Status, ended.Task.Reason));
        Assert.NotEqual(BigInteger.Zero, await tokens.AllowanceAsync(bench.Contracts.Router));
        await tokens.SwitchAsync("setIgnoresApprovals", false);
        await process.RevokeAsync("2", bench.Contracts.Router);
        Assert.Equal(JobStatus.Completed, (await bench.SettleTaskAsync("w-2", process)).Task.Status);
        await bench.AssertVerifiedAsync(process);
    }

    [Fact]
    public async Task Stranger_at_the_nonce_ends_the_task_and_stops_buying_until_an_operator_accepts_it()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.SweepAsync("1");
        await bench.Chain.TakeNonceAsync(Assert.Single((await process.TaskAsync("w-1")).Attempts));
        await bench.Chain.MineAsync(4);

        for (var look = 0; look < new EngineLimits().ForeignNonceLooks + 3 && !(await process.TaskAsync("w-1")).Task.IsEnded; look++)
        {
            await process.AdvanceAsync();
            await bench.SkipTimeAsync(TimeSpan.FromMinutes(2));
            await bench.Chain.MineAsync();
        }

        var ended = (await process.TaskAsync("w-1")).Task;
        Assert.Equal((JobStatus.Failed, ReasonCode.NonceTakenElsewhere, false), (ended.Status, ended.Reason, ended.IsUnknown));
        Assert.Equal(ReasonCode.ForeignNonce, (await process.RunAsync("m-1")).Outcome);
        Assert.StartsWith("foreign_nonce", Assert.IsType<TaskResult.Conflict>(await process.SweepAsync("2")).Detail, StringComparison.Ordinal);
        await bench.Chain.MineAsync(4);
        var accepted = await process.Acceptance.AcceptAsync(
            new NonceAcceptanceRequest(bench.Contracts.Wallet.Address, 1, "known", null, "operator"), Cancellation);
        Assert.IsType<AcceptanceResult.Accepted>(accepted);
        Assert.Equal(ReasonCode.Ordered, (await process.RunAsync("m-1")).Outcome);
        await bench.SettleAsync("m-1");
        await bench.AssertVerifiedAsync(process);
    }

    [Fact]
    public async Task Two_instances_move_the_money_once()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var (one, two) = (bench.Start(), bench.Start());

        var both = await Task.WhenAll(one.SweepAsync("1", new Zar(3_00)), two.SweepAsync("1", new Zar(3_00)));
        for (var tick = 0; tick < 6; tick++)
        {
            await Task.WhenAll(one.AdvanceAsync(), two.AdvanceAsync());
            await bench.Chain.MineAsync(2);
        }

        var ended = await bench.SettleTaskAsync("w-1", one);
        Assert.Equal(1, both.Count(result => Assert.IsType<TaskResult.Placed>(result).IsNew));
        Assert.Single(ended.Attempts);
        Assert.Equal(3 * BigInteger.Pow(10, 18), await bench.StablecoinAsync(bench.Contracts.Treasury));
        await bench.AssertVerifiedAsync(one);
    }

    [Fact]
    public async Task Store_restored_from_before_a_sweep_signs_nothing_until_its_nonce_is_accepted()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.SettleAsync("m-1");
        var copy = await OrderBackup.TakeAsync(bench.Tables);
        await process.SweepAsync("1", new Zar(5_00));
        await bench.SettleTaskAsync("w-1", process);
        await bench.Chain.MineAsync(4);

        await copy.RestoreAsync(bench.Tables);
        process = bench.Start();
        var refused = Assert.IsType<TaskResult.Conflict>(await process.SweepAsync("1", new Zar(5_00)));
        await bench.RecordRevenueAsync(TaskBench.Revenue);

        Assert.StartsWith("foreign_nonce", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(ReasonCode.ForeignNonce, (await process.RunAsync("m-2")).Outcome);
        Assert.Equal(5 * BigInteger.Pow(10, 18), await bench.StablecoinAsync(bench.Contracts.Treasury));
    }

    [Theory]
    [InlineData("taskUnits")]
    [InlineData("why")]
    [InlineData("status")]
    [InlineData("taskReceiver")]
    [InlineData("gasSpentWei")]
    public async Task Task_row_that_was_edited_is_found(string column)
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.SweepAsync("1", new Zar(5_00));
        await bench.SettleTaskAsync("w-1", process);
        await bench.AssertVerifiedAsync(process);

        await EditAsync(bench, OrderKeys.Task("w-1"), row => row[column] = column switch
        {
            "status" => "Failed",
            "taskReceiver" => bench.Contracts.Router.ToString(),
            "why" => "another",
            _ => "7",
        });

        Assert.Equal(OrderKeys.Task("w-1"), (await bench.VerifyAsync())?.RowKey);
    }

    [Fact]
    public async Task Rows_of_a_task_that_are_lost_are_found()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.SweepAsync("1", new Zar(5_00));
        var ended = await bench.SettleTaskAsync("w-1", process);
        string[] keys =
        [
            OrderKeys.Task("w-1"), OrderKeys.ListedTask(ended.Task.CreatedAt, "w-1"), OrderKeys.Attempt("w-1", 1),
            OrderKeys.Transaction(ended.Attempts[0].TransactionHash),
        ];

        var copy = await OrderBackup.TakeAsync(bench.Tables);
        foreach (var key in keys)
        {
            await DeleteAsync(bench, key);
            Assert.Equal(key, (await bench.VerifyAsync())?.RowKey);
            await copy.RestoreAsync(bench.Tables);
        }

        Assert.Null(await bench.VerifyAsync());
    }

    [Fact]
    public async Task Open_task_whose_row_was_edited_takes_no_further_step()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.SweepAsync("1", new Zar(5_00));
        await EditAsync(bench, OrderKeys.Task("w-1"), row => row["why"] = "another");
        await bench.Chain.MineAsync(6);

        await bench.Start().AdvanceAsync();

        Assert.Equal(JobPhase.Broadcast, (await process.TaskAsync("w-1")).Task.Phase);
        Assert.Equal(OrderKeys.Task("w-1"), (await bench.VerifyAsync())?.RowKey);
    }

    private static async Task EditAsync(EngineBench bench, string key, Action<RowValues> change)
    {
        var table = bench.Tables.Table(OrderKeys.Table);
        var row = (await table.ReadAsync(OrderKeys.Partition, key, Cancellation))!;
        var values = row.Values.Copy();
        change(values);
        Assert.True((await table.SubmitAsync(OrderKeys.Partition, [new TableWrite.Replace(key, values, row.ETag)], Cancellation)).Applied);
    }

    private static async Task DeleteAsync(EngineBench bench, string key)
    {
        var table = bench.Tables.Table(OrderKeys.Table);
        var row = (await table.ReadAsync(OrderKeys.Partition, key, Cancellation))!;
        Assert.True((await table.SubmitAsync(OrderKeys.Partition, [new TableWrite.Delete(key, row.ETag)], Cancellation)).Applied);
    }
}
