using BuyOrder.Simulation.Auditing;
using BuyOrder.Simulation.Processes;

namespace BuyOrder.Simulation.Troubles;

/// <summary>
/// Where the operator pauses buying and lets it go on: an instance that does nothing else, so that it happens while the others are anywhere.
/// </summary>
/// <param name="onCall">Who does it.</param>
/// <param name="book">As it is stored.</param>
/// <param name="start">Starts an instance.</param>
internal sealed class PauseDesk(Operator onCall, BookCopy book, Func<SimulatedProcess> start)
{
    /// <summary>The operator comes in the middle of a step too, while calls of it wait.</summary>
    public const int MeanwhileOneIn = 8;

    private SimulatedProcess? process;

    public Action<string>? Tell { get; init; }

    public void Turn()
    {
        if (process is null or { IsDead: true })
            process = start();
        if (process.Doing is not null)
            return;
        Tell?.Invoke($"{process.Name}: the operator {(book.State.IsPaused ? "lets buying go on" : "pauses buying")}");
        process.Begin(onCall.Turn());
    }

    public void TryFinish() => process?.TryFinish();
}
