using BuyOrder.Domain.Parameters;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Prices;
using BuyOrder.Orders.Signing;
using BuyOrder.Storage;

namespace BuyOrder.Simulation;

/// <summary>
/// One mistake, put into the real engine where it meets tables, nodes and vault or takes its decision. Each process of a world gets its own
/// wrappers; what a plant is to remember across deaths it keeps outside of them, so a plant is for one world.
/// </summary>
internal sealed record Plant
{
    /// <summary>For a mistake that only shows where rows are edited or lost: such troubles come in every world.</summary>
    public bool RowFaults { get; init; }

    /// <summary>For a mistake that only shows where orders are cancelled: that happens in every world.</summary>
    public bool Cancels { get; init; }

    /// <summary>For a mistake that only shows where the wallet is given tasks: that happens in every world.</summary>
    public bool Tasks { get; init; }

    /// <summary>For a mistake that only shows where several price sources are switched on: they are in every world.</summary>
    public bool Prices { get; init; }

    /// <summary>For a mistake that only shows where there are two markets: they are in every world, beside several price sources.</summary>
    public bool Markets { get; init; }

    /// <summary>The settings' price sources, as the app takes them.</summary>
    public Func<PriceSourceOptions, PriceSourceOptions> Sources { get; init; } = sources => sources;

    public Func<ITableStore, ITableStore> Tables { get; init; } = tables => tables;

    public Func<IReadOnlyList<IEthereumNode>, IReadOnlyList<IEthereumNode>> Nodes { get; init; } = nodes => nodes;

    /// <summary>The key vault.</summary>
    public Func<ISigners, ISigners> Signers { get; init; } = signers => signers;

    /// <summary>What the app makes of a run that is asked for by hand, while these parameters are in force.</summary>
    public Func<RunRequest, BusinessParameters, RunRequest> ByHand { get; init; } = (run, _) => run;

    public Func<JobDecider, JobDecider> Decision { get; init; } = decide => decide;
}
