using System.Text.Json;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Simulation;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Nodes;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes in what is believed of the nodes, or told to them: each is put into the engine and must be found.</summary>
public sealed class PlantedNodeMistakeTests(ITestOutputHelper output)
{
    [Fact]
    public void New_nonce_after_a_broadcast_without_an_answer_is_found() =>
        Planted.IsFound(output, 317..4000, "bought 2 times", () =>
        {
            var unsure = new HashSet<Hash256>();
            return new Plant
            {
                Nodes = nodes => Watching(nodes, (hash, call) => _ = call.State == RpcCallState.Unavailable ? unsure.Add(hash) : unsure.Remove(hash)),
                Decision = decide => asked =>
                    asked.Attempts.Any(attempt => attempt.Retry == asked.Job.Retry && unsure.Contains(attempt.TransactionHash))
                        ? new JobStep.Retry(ReasonCode.RefusedByNodes)
                        : decide(asked),
            };
        });

    [Fact]
    public void New_nonce_after_a_broadcast_whose_answer_cannot_be_read_is_found() =>
        Planted.IsFound(output, 317..4000, "bought 2 times", () =>
        {
            var unread = new HashSet<Hash256>();
            return new Plant
            {
                Nodes = nodes => Watching(
                    nodes, (hash, call) => _ = call.Unavailability is { Fault: NodeFault.Malformed } ? unread.Add(hash) : unread.Remove(hash)),
                Decision = decide => asked =>
                    asked.Attempts.Any(attempt => attempt.Retry == asked.Job.Retry && unread.Contains(attempt.TransactionHash))
                        ? new JobStep.Retry(ReasonCode.RefusedByNodes)
                        : decide(asked),
            };
        });

    [Fact]
    public void Already_known_taken_for_mined_is_found() =>
        Planted.IsFound(output, 13..200, "did not end", () => MinedWhen(BroadcastOutcome.AlreadyKnown));

    [Fact]
    public void Nonce_too_low_taken_for_mined_is_found() =>
        Planted.IsFound(output, 249..2000, "did not end", () => MinedWhen(BroadcastOutcome.NonceTooLow));

    [Fact]
    public void Bytes_sent_that_are_not_the_stored_ones_are_found() =>
        Planted.IsFound(output, 1..21, "was broadcast before it was stored", () => new Plant
        {
            Nodes = nodes => InterceptedNode.Each(nodes, async (node, batch) =>
            {
                var others = new RpcBatch();
                var signer = ModelKey.Versions[0];
                foreach (var call in batch.Calls)
                {
                    if (call is not RpcCall<Hash256>)
                    {
                        await node.SendAsync(batch, CancellationToken.None);
                        return;
                    }

                    var stored = SignedTransaction.Decode(Sent(call)).Transaction;
                    var other = await (stored with { MaxFeePerGas = stored.MaxFeePerGas + 1 }).SignAsync(signer, CancellationToken.None);
                    others.Add(Eth.SendRawTransaction(other.Encoded));
                }

                await node.SendAsync(others, CancellationToken.None);
                batch.LoseUnanswered(new NodeUnavailableException(node.Name, NodeFault.Timeout, "no answer"));
            }),
        });

    [Fact]
    public void One_node_believed_alone_is_found() =>
        Planted.IsFound(output, 278..1000, "did not end", () => new Plant { Nodes = nodes => [nodes[^1]] });

    /// <summary>A broadcast's answer is taken for news about the chain.</summary>
    private static Plant MinedWhen(BroadcastOutcome outcome)
    {
        var mined = new HashSet<Hash256>();
        return new Plant
        {
            Nodes = nodes => Watching(nodes, (hash, call) => _ = Broadcast.Classify(call).Outcome == outcome && mined.Add(hash)),
            Decision = decide => asked =>
            {
                var chain = asked.Chain;
                var receipts = new Dictionary<Hash256, ReceiptFacts>(chain.Receipts);
                foreach (var attempt in asked.Attempts.Where(attempt => mined.Contains(attempt.TransactionHash)))
                    receipts.TryAdd(attempt.TransactionHash, new ReceiptFacts(attempt.TransactionHash, chain.Head, Hash256.Zero, Succeeded: true, 0, IsFinal: false));
                return decide(asked with { Chain = chain with { Receipts = receipts } });
            },
        };
    }

    /// <summary>Shows each broadcast with its answer.</summary>
    private static IReadOnlyList<IEthereumNode> Watching(IEnumerable<IEthereumNode> nodes, Action<Hash256, RpcCall<Hash256>> watch) =>
        InterceptedNode.Each(nodes, async (node, batch) =>
        {
            try
            {
                await node.SendAsync(batch, CancellationToken.None);
            }
            finally
            {
                foreach (var call in batch.Calls.OfType<RpcCall<Hash256>>())
                    watch(Keccak256.Compute(Sent(call)), call);
            }
        });

    private static byte[] Sent(RpcCall broadcast)
    {
        using var parameters = JsonDocument.Parse(broadcast.Request.Parameters);
        return Hex.Decode(parameters.RootElement[0].GetString());
    }
}
