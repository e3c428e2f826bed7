using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ethereum.Transactions;

namespace BuyOrder.Orders.Chain;

/// <summary>Runs a reverted transaction once more to learn why. It only informs: nothing waits for it when no node can tell.</summary>
internal sealed partial class RevertReplay(ChainNodes nodes, ILogger<RevertReplay> logger)
{
    /// <summary>A contract may give a reason of any length.</summary>
    private const int MaxLength = 500;

    /// <summary>The reason in words; null when no node can tell.</summary>
    /// <param name="wallet">Who sent it.</param>
    /// <param name="attempt">What was sent.</param>
    /// <param name="block">Where it reverted.</param>
    /// <param name="cancellation">Ends the question.</param>
    public async Task<string?> ReasonAsync(Address wallet, Attempt attempt, long block, CancellationToken cancellation)
    {
        var sent = SignedTransaction.Decode(attempt.SignedBytes).Transaction;
        var call = new CallRequest { From = wallet, To = sent.To, Data = sent.Data, Value = sent.Value, Gas = sent.GasLimit };
        foreach (var node in nodes.All)
        {
            if (await nodes.TryAskAsync(node, (asked, token) => AskAsync(asked, call, block, token), cancellation) is { } reason)
                return reason;
            Log.NoAnswer(logger, node.Name, attempt.TransactionHash);
        }

        return null;
    }

    /// <summary>
    /// The block itself has the time that the transaction met, and what came before it in the block; what came after may hide the cause, which
    /// the state before the block then shows.
    /// </summary>
    private static async Task<string> AskAsync(IEthereumNode node, CallRequest call, long block, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var within = batch.Add(Eth.Call(call, BlockTag.Number((ulong)block)));
        var before = batch.Add(Eth.Call(call, BlockTag.Number((ulong)Math.Max(0, block - 1))));
        await node.SendAsync(batch, cancellation);
        var text = Revert(within) ?? Revert(before) ?? "It does not revert when it is run again.";
        return ShownText.Cut(text, MaxLength).ToString();
    }

    /// <summary>Null when the call succeeds.</summary>
    private static string? Revert(RpcCall<byte[]> call)
    {
        if (call.Error is { IsRevert: true } error)
            return error.Reason()?.Text is { Length: > 0 } reason ? reason : error.Message;
        _ = call.Result;
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} cannot tell why {TransactionHash} reverted")]
        public static partial void NoAnswer(ILogger logger, string node, Hash256 transactionHash);
    }
}
