namespace BuyOrder.Domain.Treasury;

/// <summary>A slot that is due, with the reason why nothing was ordered at the last try: of it, or of the missed one before it.</summary>
public sealed record PendingSlot(string Id, DateTimeOffset At, ReasonCode LastReason);
