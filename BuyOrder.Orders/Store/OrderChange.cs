using BuyOrder.Domain.Orders;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Store;

/// <summary>What one step changes: the state always, the order always, attempts that are new or changed.</summary>
internal sealed record OrderChange(TreasuryState State, Order Order)
{
    public Attempt? NewAttempt { get; init; }

    public IReadOnlyList<Attempt> ChangedAttempts { get; init; } = [];

    /// <summary>A transaction that was no attempt of the order but belongs to it from now on.</summary>
    public string? ClaimedTransaction { get; init; }

    /// <summary>The order is not to be looked at again.</summary>
    public WatchedOrder? NoLongerWatched { get; init; }

    /// <summary>Who took the step, where it was not the engine by itself.</summary>
    public AuditRecord? Audit { get; init; }
}
