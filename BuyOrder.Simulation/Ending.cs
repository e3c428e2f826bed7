using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Engine;
using BuyOrder.Simulation.Auditing;
using BuyOrder.Simulation.Processes;
using BuyOrder.Simulation.Troubles;

namespace BuyOrder.Simulation;

/// <summary>The end of a world, once nothing goes wrong any more: every order must end, and bytes that were ever stored must do nothing more.</summary>
/// <param name="audit">What is looked at.</param>
/// <param name="onCall">Takes on what needs an operator.</param>
/// <param name="onChain">Makes blocks.</param>
/// <param name="processes">Those that advance the orders, in turn.</param>
internal sealed class Ending(
    Audit audit, Operator onCall, ChainTroubles onChain, IReadOnlyList<SimulatedProcess> processes)
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
            throw new SimulationException($"{audit.Book.OpenJob} did not end.");
        onChain.TryAgain(audit.Book.Attempts);
        audit.CheckEnd();
    }

    private bool IsUnfinished() => IsOpen() || onCall.Overtaken() is not null;

    private void Tick(int tick)
    {
        var process = processes[tick % processes.Count];
        var open = audit.Book.OpenJob;
        Tell?.Invoke($"tick {tick}");
        if (open?.Hold is { Reason.IsRefusal: true })
            onChain.Pass(HeldTick, onChainToo: true);
        if (open is Order { IsUnknown: true } order)
            process.Begin(onCall.Resolve(order));
        else if (open is null && onCall.Overtaken() is { } key)
            process.Begin(onCall.Accept(key));
        else
            process.Begin<OrderService>(orders => orders.AdvanceAsync(CancellationToken.None));
        Look();
        onChain.Mine();
        onChain.Mine();
    }

    /// <summary>Only a use of the key by another holder may make an order need an operator.</summary>
    private bool IsOpen()
    {
        var open = audit.Book.OpenJob;
        return open is { IsUnknown: true } && !onChain.KeyWasStolen
            ? throw new SimulationException($"{open.Id} became unknown ({open.Hold}), though no other holder used the key.")
            : open is not null;
    }
}
