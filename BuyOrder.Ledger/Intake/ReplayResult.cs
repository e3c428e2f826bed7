using BuyOrder.Ledger.Rejected;

namespace BuyOrder.Ledger.Intake;

/// <summary>What a replay of one item came to.</summary>
/// <param name="Record">What the ledger said; null when the item cannot be replayed.</param>
/// <param name="Item">As it is now.</param>
internal sealed record ReplayResult(RecordResult? Record, RejectedItem Item);
