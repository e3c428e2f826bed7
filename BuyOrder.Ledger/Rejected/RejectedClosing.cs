namespace BuyOrder.Ledger.Rejected;

/// <summary>Who replayed or discarded rejected revenue, when and why.</summary>
internal sealed record RejectedClosing(DateTimeOffset At, string Who, string Why);
