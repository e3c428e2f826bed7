using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>A node as an app with a mistake hears it.</summary>
/// <param name="node">The node itself.</param>
/// <param name="send">Stands in for the sending of a batch; it may send another one and answer the first.</param>
internal sealed class PlantedNode(IEthereumNode node, Func<IEthereumNode, RpcBatch, Task> send) : IEthereumNode
{
    public string Name => node.Name;

    public Task SendAsync(RpcBatch batch, CancellationToken cancellationToken) => send(node, batch);

    public static IReadOnlyList<IEthereumNode> Each(IEnumerable<IEthereumNode> nodes, Func<IEthereumNode, RpcBatch, Task> send) =>
        [.. nodes.Select(node => new PlantedNode(node, send))];
}
