using BuyOrder.Domain.Orders;

namespace BuyOrder.Simulation.Auditing;

/// <summary>What one batch changed: orders and wallet tasks, and the attempts that it added to them.</summary>
internal sealed class Changes
{
    public List<(Job? Before, Job After)> Jobs { get; } = [];

    public List<(Job Job, Attempt Attempt)> Attempts { get; } = [];

    public IEnumerable<(Order? Before, Order After)> Orders =>
        Jobs.Where(change => change.After is Order).Select(change => ((Order?)change.Before, (Order)change.After));

    public IEnumerable<(Order Order, Attempt Attempt)> OrderAttempts =>
        Attempts.Where(added => added.Job is Order).Select(added => ((Order)added.Job, added.Attempt));

    public IEnumerable<(WalletTask? Before, WalletTask After)> Tasks =>
        Jobs.Where(change => change.After is WalletTask).Select(change => ((WalletTask?)change.Before, (WalletTask)change.After));
}
