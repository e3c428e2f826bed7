using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Chain;

/// <summary>Which chain the nodes serve.</summary>
internal static class ServedChain
{
    /// <returns>EIP-155 id of a chain that a node serves instead of the one that is meant; null when every node that answers serves that one.</returns>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public static async Task<ulong?> OtherThanAsync(ChainNodes nodes, long meant, CancellationToken cancellation)
    {
        var served = await nodes.AskAsync(ReadAsync, _ => true, cancellation);
        return served.FirstOrDefault(chain => chain.Id != (ulong)meant)?.Id;
    }

    private static async Task<Chain> ReadAsync(IEthereumNode node, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var id = batch.Add(Eth.ChainId);
        await node.SendAsync(batch, cancellation);
        return new Chain(id.Result);
    }

    private sealed record Chain(ulong Id);
}
