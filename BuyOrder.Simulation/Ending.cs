using BuyOrder.Orders.Engine;
using BuyOrder.Simulation.Auditing;
using BuyOrder.Simulation.Processes;
using BuyOrder.Simulation.Troubles;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation;

/// <summary>The end of a world, once nothing goes wrong any more: every order must end, and bytes that were ever stored must do nothing more.</summary>
/// <param name="audit">What is looked at.</param>
/// <param name="onCall">Takes on what needs an operator.</param>
/// <param name="onChain">Makes blocks.</param>
/// <param name="nodes">All of them.</param>
/// <param name="processes">Those that advance the orders, in turn.</param>
internal sealed class Ending(
    Audit audit, Operator onCall, ChainTroubles onChain, IReadOnlyList<ModelNode> nodes, IReadOnlyList<SimulatedProcess> processes)
{
    /// <summary>Ticks after the last fault within which every order ends.</summary>
    private const int PatienceTicks = 200;

    /// <summary>An order that a guard refuses ends after hours, which need not pass block by block.</summary>
    private static readonly TimeSpan HeldTick = TimeSpan.FromMinutes(40);

    public Action<string>? Tell { get; init; }

    /// <summary>Takes finished work off the processes.</summary>
    public required Action Look { get; init; }

    public void Run()
    {
        for (var tick = 0; tick < PatienceTicks && IsUnfinished(); tick++)
            Tick(tick);

        if (IsUnfinished())
            throw new SimulationException($"{audit.Book.Open} did not end.");
        TryEverythingAgain();
        audit.CheckEnd();
    }

    private bool IsUnfinished() => IsOpen() || onCall.Overtaken() is not null;

    private void Tick(int tick)
    {
        var process = processes[tick % processes.Count];
        var open = audit.Book.Open;
        Tell?.Invoke($"tick {tick}");
        if (open?.Hold is { Reason.IsRefusal: true })
            onChain.Pass(HeldTick, onChainToo: true);
        if (open is { IsUnknown: true })
            process.Begin(onCall.Resolve(open));
        else if (open is null && onCall.Overtaken() is { } key)
            process.Begin(onCall.Accept(key));
        else
            process.Begin<OrderService>(orders => orders.AdvanceAsync(CancellationToken.None));
        Look();
        onChain.Mine();
        onChain.Mine();
    }

    /// <summary>All bytes that were ever stored are given to the nodes once more.</summary>
    private void TryEverythingAgain()
    {
        foreach (var attempt in audit.Book.Attempts.OrderBy(attempt => attempt.Nonce))
        {
            var transaction = ModelTransaction.Of(attempt.SignedBytes);
            foreach (var node in nodes)
                node.Hear(transaction);
        }

        for (var block = 0; block < 3; block++)
            onChain.Mine();
    }

    /// <summary>Only a use of the key by another holder may make an order need an operator.</summary>
    private bool IsOpen()
    {
        var open = audit.Book.Open;
        return open is { IsUnknown: true } && !onChain.KeyWasStolen
            ? throw new SimulationException($"{open.Id} became unknown ({open.Hold}), though no other holder used the key.")
            : open is not null;
    }
}
