using BuyOrder.Domain.Orders;
using BuyOrder.Ledger.Opening;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Recovery;
using BuyOrder.Simulation.Processes;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>One process of a <see cref="CalmSystem"/>. What is asked of it is answered at once, unless the test lets a call wait.</summary>
internal sealed class CalmProcess
{
    private readonly SimulatedProcess process;

    public CalmProcess(CalmSystem system, Gates gates, TimeProvider clock) => process = new SimulatedProcess("process", gates, it => new SimulatedProcess.Edges(
        new GatedTables(system.Tables, gates, it),
        [new GatedNode(system.Node, gates, it)],
        new GatedSigners(system.Vault, gates, it),
        asked => system.Calls.Note(JobDecision.Decide(asked)),
        clock,
        system.Calls,
        new LedgerOptions { ShardCount = 1 }));

    public RunResult Run(string orderId, string? note = null) => Ask<OrderService, RunResult>(orders => orders.RunAsync(Request(orderId, note), CancellationToken.None));

    public RunResult Preview() => Ask<OrderService, RunResult>(orders => orders.PreviewAsync(Request(null, null), CancellationToken.None));

    public void Advance() => Do<OrderService>(orders => orders.AdvanceAsync(CancellationToken.None));

    public PauseSwitchResult Turn(bool pauses, string reason) => Ask<PauseSwitch, PauseSwitchResult>(
        pause => pause.TurnAsync(new PauseSwitchRequest(pauses, reason, "operator"), CancellationToken.None));

    public CancellationResult Cancel(string orderId, string reason) => Ask<OrderCancellation, CancellationResult>(
        cancels => cancels.CancelAsync(new CancellationRequest(orderId, reason, "operator"), CancellationToken.None));

    public void Do<TService>(Func<TService, Task> work)
        where TService : notnull => Begin(work).GetAwaiter().GetResult();

    public T Ask<TService, T>(Func<TService, Task<T>> ask)
        where TService : notnull
    {
        Task<T>? answer = null;
        Do<TService>(service => answer = ask(service));
        return answer!.GetAwaiter().GetResult();
    }

    /// <summary>Goes on by itself as calls are let go.</summary>
    public Task Begin<TService>(Func<TService, Task> work)
        where TService : notnull
    {
        process.Begin(work);
        return process.Doing!;
    }

    public static RunRequest Request(string? orderId, string? note) => new(OrderTrigger.Manual, orderId!, "operator", null, note);
}
