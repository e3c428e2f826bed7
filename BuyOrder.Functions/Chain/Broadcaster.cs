using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Functions.Chain;

/// <summary>Gives stored bytes to every node. Whatever a node answers, only the chain tells what became of them.</summary>
internal sealed partial class Broadcaster(ChainNodes nodes, ILogger<Broadcaster> logger)
{
    /// <summary>Null when the bytes may be out (accepted, known, or no sure answer); the nodes' words when every one surely refused.</summary>
    public async Task<string?> SendAsync(IReadOnlyList<Attempt> attempts, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(nodes.All.Select(node => SendToNodeAsync(node, attempts, cancellation)));
        var all = answers.SelectMany(answer => answer).ToList();
        return all.TrueForAll(answer => answer.IsSureRefusal) ? all[0].ToString() : null;
    }

    private async Task<IReadOnlyList<BroadcastAnswer>> SendToNodeAsync(
        IEthereumNode node, IReadOnlyList<Attempt> attempts, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var calls = attempts.OrderBy(attempt => attempt.Nonce).ThenBy(attempt => attempt.Number)
            .Select(attempt => (attempt.TransactionHash, Call: batch.Add(Eth.SendRawTransaction(attempt.SignedBytes.ToArray())))).ToList();
        try
        {
            await node.SendAsync(batch, cancellation);
        }
        catch (NodeUnavailableException error)
        {
            Log.NoAnswer(logger, node.Name, error.Message);
            return [default];
        }

        foreach (var (hash, call) in calls)
            Log.Answered(logger, node.Name, hash, Broadcast.Classify(call).ToString());
        return [.. calls.Select(call => Broadcast.Classify(call.Call))];
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} gave no answer to a broadcast, which counts as sent: {Reason}")]
        public static partial void NoAnswer(ILogger logger, string node, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} was given transaction {TransactionHash}: {Answer}")]
        public static partial void Answered(ILogger logger, string node, string transactionHash, string answer);
    }
}
