using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Chain;

/// <summary>Gives stored bytes to every node. A node's answer decides nothing: only the chain tells what became of them.</summary>
internal sealed partial class Broadcaster(ChainNodes nodes, ILogger<Broadcaster> logger)
{
    /// <summary>Null when the bytes may be out (accepted, known, or no sure answer); the nodes' words when every one surely refused.</summary>
    public async Task<string?> SendAsync(IReadOnlyList<Attempt> attempts, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(nodes.All.Select(node =>
            nodes.TryAskAsync(node, (asked, token) => SendToNodeAsync(asked, attempts, token), cancellation)));

        // A node that gave no answer counts as sent to.
        var all = answers.SelectMany(answer => answer ?? [default]).ToList();
        return all.TrueForAll(answer => answer.Outcome == BroadcastOutcome.Refused) ? $"{all[0].Refusal}: {all[0].Detail}" : null;
    }

    /// <exception cref="NodeUnavailableException">There is no usable answer to one of them.</exception>
    private async Task<List<BroadcastAnswer>> SendToNodeAsync(
        IEthereumNode node, IReadOnlyList<Attempt> attempts, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var calls = attempts.OrderBy(attempt => attempt.Nonce).ThenBy(attempt => attempt.Number)
            .Select(attempt => (attempt.TransactionHash, Call: batch.Add(Eth.SendRawTransaction(attempt.SignedBytes)))).ToList();
        await node.SendAsync(batch, cancellation);
        var answers = calls.ConvertAll(call => Broadcast.Classify(call.Call));
        foreach (var (call, answer) in calls.Zip(answers))
            Log.Answered(logger, node.Name, call.TransactionHash, answer.Outcome);
        return calls.Find(call => call.Call.Unavailability is not null).Call?.Unavailability is { } lost
            ? throw new NodeUnavailableException(lost)
            : answers;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} was given transaction {TransactionHash}: {Answer}")]
        public static partial void Answered(ILogger logger, string node, Hash256 transactionHash, BroadcastOutcome answer);
    }
}
