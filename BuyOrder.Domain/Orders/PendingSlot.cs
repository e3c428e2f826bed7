namespace BuyOrder.Domain.Orders;

/// <summary>A slot that is due and was tried without an order.</summary>
public sealed record PendingSlot(string Id, DateTimeOffset At, ReasonCode LastReason);
