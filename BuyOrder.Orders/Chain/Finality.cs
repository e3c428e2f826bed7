using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Chain;

/// <summary>Up to which height a node's chain is final, and which nonce of a wallet is the lowest that is free there.</summary>
internal sealed record Finality(long Height, long Nonce)
{
    /// <summary>Adds its questions to a batch that the caller sends; the returned function reads the answers afterwards.</summary>
    /// <param name="node">Asked again where the chain has no finalized tag: there a block is final when enough others lie on top of it.</param>
    /// <param name="batch">Not sent yet.</param>
    /// <param name="wallet">Whose nonce.</param>
    /// <param name="confirmations">How many others.</param>
    public static Func<long, CancellationToken, Task<Finality>> Ask(IEthereumNode node, RpcBatch batch, Address wallet, int confirmations)
    {
        var finalized = batch.Add(Eth.Block(BlockTag.Finalized));
        var nonce = batch.Add(Eth.TransactionCount(wallet, BlockTag.Finalized));
        return async (head, cancellation) =>
        {
            if (finalized.Result is { } block)
                return new Finality(checked((long)block.Number), checked((long)nonce.Result));

            var height = Math.Max(0, head - confirmations);
            var second = new RpcBatch();
            var confirmed = second.Add(Eth.TransactionCount(wallet, BlockTag.Number((ulong)height)));
            await node.SendAsync(second, cancellation);
            return new Finality(height, checked((long)confirmed.Result));
        };
    }
}
