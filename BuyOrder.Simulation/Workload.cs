using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Simulation.Processes;

namespace BuyOrder.Simulation;

/// <summary>What a process may be given to do: a run by hand, a due slot, the watch, or a tick of what is open.</summary>
/// <param name="random">Decides what.</param>
/// <param name="isIdle">Whether nothing is open.</param>
/// <param name="byHand">What becomes of a run by hand on its way.</param>
/// <param name="tell">Told what begins; null tells nothing.</param>
internal sealed class Workload(Random random, Func<bool> isIdle, Func<RunRequest, RunRequest> byHand, Action<string>? tell)
{
    private int keys;

    public void Begin(SimulatedProcess process)
    {
        if (process.Doing is not null || process.IsPaused)
            return;
        switch (random.Next(isIdle() ? 3 : 12))
        {
            case 0:
                BeginManualRun(process);
                break;
            case 1:
                tell?.Invoke($"{process.Name} looks for a due slot");
                process.Begin<OrderService>(orders => orders.RunDueSlotAsync(CancellationToken.None));
                break;
            case 2:
                tell?.Invoke($"{process.Name} watches");
                process.Begin<OrderWatch>(watch => watch.TickAsync(CancellationToken.None));
                break;
            default:
                tell?.Invoke($"{process.Name} advances");
                process.Begin<OrderService>(orders => orders.AdvanceAsync(CancellationToken.None));
                break;
        }
    }

    /// <summary>With a new key, or with one that was used before.</summary>
    private void BeginManualRun(SimulatedProcess process)
    {
        var key = random.Next(4) == 0 && keys > 0 ? random.Next(keys) : keys++;
        tell?.Invoke($"{process.Name} begins manual run m-{key}");
        process.Begin<OrderService>(orders => orders.RunAsync(byHand(new RunRequest(OrderTrigger.Manual, $"m-{key}", "operator")), CancellationToken.None));
    }
}
