using System.Numerics;

namespace BuyOrder.Domain.Orders;

/// <summary>Everything that the next step of an order or a task is decided from.</summary>
/// <param name="Job">Not ended: the order, or the wallet task.</param>
/// <param name="Attempts">All of the order's, those of earlier tries as well.</param>
/// <param name="Chain">What the nodes agree on.</param>
/// <param name="Paused">Whether nothing new may be sent, as the state says that the step will replace.</param>
/// <param name="Now">The time.</param>
/// <param name="Limits">The patience.</param>
public sealed record JobQuestion(
    Job Job, IReadOnlyList<Attempt> Attempts, TransactionFacts Chain, bool Paused, DateTimeOffset Now, EngineLimits Limits)
{
    /// <summary>Cap of the fee per gas by the parameters in force.</summary>
    public required BigInteger FeeCapWei { get; init; }
}
