using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Orders.Wallet;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Orders;

namespace BuyOrder.Functions.Tests.Orders.Wallets;

/// <summary>Wallet tasks on an <see cref="EngineBench"/>: asked for, mined, and what they left behind.</summary>
internal static class TaskBench
{
    public static readonly Zar Revenue = new(100_000_00);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<TaskResult> SweepAsync(this EngineProcess process, string key, Zar? amount = null, Address? wallet = null, string reason = "end of the month") =>
        process.Tasks.PlaceAsync(new TaskRequest(OrderIds.ForTask(key), new TaskWish.Sweep(amount), wallet, reason, "operator"), Cancellation);

    public static Task<TaskResult> RevokeAsync(this EngineProcess process, string key, Address spender, Address? wallet = null) =>
        process.Tasks.PlaceAsync(new TaskRequest(OrderIds.ForTask(key), new TaskWish.Revoke(spender), wallet, "not needed", "operator"), Cancellation);

    public static async Task<TaskRecord> TaskAsync(this EngineProcess process, string id) =>
        await process.TaskBook.FindAsync(id, Cancellation) ?? throw new InvalidOperationException($"There is no task {id}.");

    public static WalletTask PlacedTask(this TaskResult result) => Assert.IsType<TaskResult.Placed>(result).Task.Task;

    /// <summary>Mines and ticks until the task ends; a stuck one fails the test.</summary>
    public static async Task<TaskRecord> SettleTaskAsync(this EngineBench bench, string id, EngineProcess? process = null)
    {
        process ??= bench.Start();
        for (var tick = 0; tick < 30; tick++)
        {
            if (await process.TaskAsync(id) is { Task.IsEnded: true } ended)
                return ended;
            await bench.Chain.MineAsync(2);
            await process.AdvanceAsync();
        }

        var stuck = (await process.TaskAsync(id)).Task;
        throw new InvalidOperationException($"{id} does not end: {stuck.Phase}, {stuck.Hold}");
    }

    public static Task<BigInteger> StablecoinAsync(this EngineBench bench, Address account) => bench.AskAsync(Erc20.BalanceOf.Encode(account));

    public static Task<BigInteger> AllowanceAsync(this EngineBench bench, Address wallet, Address spender) =>
        bench.AskAsync(Erc20.Allowance.Encode(wallet, spender));

    /// <summary>Every row of the order store fits, and every outflow is an order's or a task's.</summary>
    public static async Task AssertVerifiedAsync(this EngineBench bench, EngineProcess process)
    {
        await bench.Chain.MineAsync(4);
        Assert.Null(await bench.VerifyAsync());
        Assert.Null((await process.Outflows.CheckAsync(null, 0, Cancellation)).Fault);
    }

    /// <summary>The first row that does not fit.</summary>
    public static async Task<LedgerFault?> VerifyAsync(this EngineBench bench)
    {
        await bench.Tables.CreateMissingAsync([RatesRow.Table, RejectedKeys.Table], Cancellation);
        return (await new OrderVerifier(bench.Tables, bench.Clock).VerifyAsync(null, Cancellation)).Fault;
    }

    private static async Task<BigInteger> AskAsync(this EngineBench bench, byte[] question) => new(
        await bench.Chain.ReadAsync(Eth.Call(new CallRequest { To = bench.Contracts.Zar, Data = question }, BlockTag.Latest)), isUnsigned: true, isBigEndian: true);
}
