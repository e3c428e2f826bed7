using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Orders.Verifying;

/// <summary>What a completed order, or a task, says that the chain must show.</summary>
/// <param name="OrderId">Whose.</param>
/// <param name="Wallet">Who has paid.</param>
/// <param name="Hash">Of the transaction.</param>
/// <param name="Block">In which it is.</param>
/// <param name="Spent">What left the wallet, less what came back in the same transaction.</param>
/// <param name="Promised">What was to be spent; null where an operator closed the order with what really left.</param>
/// <param name="EndedAt">When it completed.</param>
/// <param name="Record">Its newest record; 0 from before there were any.</param>
internal sealed record ExpectedOutflow(
    string OrderId, Address Wallet, Hash256 Hash, long Block, BigInteger Spent, BigInteger? Promised, DateTimeOffset? EndedAt, long Record)
{
    /// <summary>Null of a task that moved nothing.</summary>
    public static ExpectedOutflow? Of(WalletTask task) => task is { IsEnded: true, Outcome: { LeftUnits.Sign: > 0 } outcome, Action: TaskAction.Sweep sweep }
        ? new ExpectedOutflow(
            task.Id,
            task.Wallet,
            outcome.TransactionHash,
            outcome.BlockNumber,
            outcome.LeftUnits,
            task.Status == JobStatus.Completed ? sweep.Units : null,
            task.EndedAt,
            task.RecordNumber)
        : null;

    /// <summary>Null of an order that bought nothing.</summary>
    public static ExpectedOutflow? Of(Order order) => order is { Status: JobStatus.Completed, Purchase: { } purchase }
        ? new ExpectedOutflow(
            order.Id,
            order.Wallet,
            purchase.TransactionHash,
            purchase.BlockNumber,
            purchase.SpentUnits,
            order.Resolution is null ? order.SpendUnits : null,
            order.EndedAt,
            order.RecordNumber)
        : null;
}
