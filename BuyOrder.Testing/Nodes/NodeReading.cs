using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Testing.Nodes;

internal static class NodeReading
{
    /// <summary>One question in a batch of its own.</summary>
    public static async Task<T> ReadAsync<T>(this IEthereumNode node, RpcRequest<T> request, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var call = batch.Add(request);
        await node.SendAsync(batch, cancellation);
        return call.Result;
    }
}
