using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Engine;
using BuyOrder.Storage;

namespace BuyOrder.Simulation;

/// <summary>
/// One mistake, put into the real engine where it meets tables and nodes or takes its decision. Each process of a world gets its own
/// wrappers; what a plant is to remember across deaths it keeps outside of them, so a plant is for one world.
/// </summary>
internal sealed record Plant
{
    /// <summary>For a mistake that only shows where rows are edited or lost: such troubles come in every world.</summary>
    public bool RowFaults { get; init; }

    /// <summary>For a mistake that only shows where orders are cancelled: that happens in every world.</summary>
    public bool Cancels { get; init; }

    public Func<ITableStore, ITableStore> Tables { get; init; } = tables => tables;

    public Func<IReadOnlyList<IEthereumNode>, IReadOnlyList<IEthereumNode>> Nodes { get; init; } = nodes => nodes;

    public Func<OrderDecider, OrderDecider> Decision { get; init; } = decide => decide;
}
