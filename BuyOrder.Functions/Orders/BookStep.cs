using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Orders;

/// <summary>What one step changes: the state always, the order always, attempts that are new or changed.</summary>
internal sealed record BookStep(BookState State, Order Order)
{
    public Attempt? NewAttempt { get; init; }

    public IReadOnlyList<Attempt> ChangedAttempts { get; init; } = [];
}
