using System.Numerics;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Chain;

/// <summary>Reads from a receipt what a wallet task's transaction did, by its Transfer events alone.</summary>
internal static class TaskReceipt
{
    /// <summary>Null of a transaction that reverted.</summary>
    public static TaskOutcome? Read(TransactionReceipt receipt, WalletTask task)
    {
        if (!receipt.Succeeded)
            return null;
        var left = -SwapReceipt.Net(receipt.Logs, task.Stablecoin, task.Wallet);
        var arrived = task.Action is TaskAction.Sweep sweep
            ? SwapReceipt.Net(receipt.Logs, task.Stablecoin, sweep.Receiver)
            : BigInteger.Zero;
        return new TaskOutcome(receipt.TransactionHash, checked((long)receipt.BlockNumber), receipt.BlockHash, left, arrived);
    }
}
