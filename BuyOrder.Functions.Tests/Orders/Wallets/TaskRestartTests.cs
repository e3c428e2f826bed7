using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Recovery.Restart;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders.Wallets;

/// <summary>The records are restarted after a fault while there are wallet tasks: a sweep has spent nothing, and an open one ends.</summary>
public sealed class TaskRestartTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_counts_as_spent_by_no_order_and_its_rows_still_fit()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.RunAsync("m-1");
        var order = await bench.SettleAsync("m-1");
        await process.SweepAsync("1", new Zar(9_00));
        await bench.SettleTaskAsync("w-1", process);

        var restarted = await RestartAsync(bench);

        Assert.Null(restarted.FirstFault);
        Assert.Equal(order.Order.RevenueBase, restarted.Consumed);
        Assert.Equal(JobStatus.Completed, (await process.TaskAsync("w-1")).Task.Status);
        await bench.AssertVerifiedAsync(process);
        process = bench.Start();
        await bench.RecordRevenueAsync(TaskBench.Revenue);
        Assert.Equal(ReasonCode.Ordered, (await process.RunAsync("m-2")).Outcome);
        await bench.SettleAsync("m-2");
        await process.SweepAsync("2", new Zar(1_00));
        await bench.SettleTaskAsync("w-2", process);
        await bench.AssertVerifiedAsync(process);
    }

    [Fact]
    public async Task Open_task_is_closed_once_its_bytes_cannot_be_mined_any_more()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.SweepAsync("1", new Zar(9_00));

        await bench.EditStateAsync(state => state with { ConsumedBase = new Zar(1_00) });
        var refused = await bench.Start().Records.RestartAsync(await RequestAsync(bench), Cancellation);
        await bench.Chain.MineAsync(6);
        var restarted = Assert.IsType<RecordsRestartResult.Restarted>(await bench.Start().Records.RestartAsync(await RequestAsync(bench), Cancellation));

        Assert.IsType<RecordsRestartResult.Conflict>(refused);
        Assert.Null(restarted.FirstFault);
        Assert.Equal(Zar.Zero, restarted.Consumed);
        var ended = (await process.TaskAsync("w-1")).Task;
        Assert.Equal((JobStatus.Failed, ReasonCode.LedgerFault), (ended.Status, ended.Reason));
        Assert.Equal(ReasonCode.Ordered, (await bench.Start().RunAsync("m-1")).Outcome);
        await bench.SettleAsync("m-1");
        await bench.AssertVerifiedAsync(bench.Start());
    }

    private static async Task<RecordsRestartResult.Restarted> RestartAsync(EngineBench bench)
    {
        await bench.Chain.MineAsync(6);
        await bench.EditStateAsync(state => state with { ConsumedBase = new Zar(1_00) });
        return Assert.IsType<RecordsRestartResult.Restarted>(await bench.Start().Records.RestartAsync(await RequestAsync(bench), Cancellation));
    }

    private static async Task<RecordsRestartRequest> RequestAsync(EngineBench bench)
    {
        await bench.Tables.CreateMissingAsync([RatesRow.Table, RejectedKeys.Table], Cancellation);
        var run = await bench.Start().RunAsync("m-9");
        Assert.Equal(ReasonCode.LedgerFault, run.Outcome);
        return new RecordsRestartRequest("looked", run.Detail[^17..^1], "operator");
    }
}
