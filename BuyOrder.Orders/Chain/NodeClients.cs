using BuyOrder.Ethereum.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Orders.Chain;

/// <summary>A client for each endpoint of the settings. Ends their connections when it is disposed of.</summary>
internal sealed class NodeClients : IDisposable
{
    /// <summary>A connection to a node is renewed now and then, so that a change of its address is noticed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient http = NodeConnections.Create(ConnectionLifetime);

    public NodeClients(ChainOptions chain, TimeProvider time)
    {
        All = [.. chain.Nodes().Select(node => new JsonRpcNode(http, node.Url, ChainOptions.Node with { Name = node.Name }, time))];
    }

    public IReadOnlyList<IEthereumNode> All { get; }

    /// <summary>All of them together, for a program that keeps no log of single nodes.</summary>
    public ChainNodes Unlogged(TimeProvider time) => new(All, new NodeFaults(time), time, NullLogger<ChainNodes>.Instance);

    public void Dispose() => http.Dispose();
}
