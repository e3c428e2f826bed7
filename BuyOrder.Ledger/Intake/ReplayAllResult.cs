namespace BuyOrder.Ledger.Intake;

/// <summary>What one call for all items of a reason came to.</summary>
/// <param name="Replayed">They are entries now.</param>
/// <param name="Duplicates">They were entries already.</param>
/// <param name="StillRejected">They stay open.</param>
/// <param name="Continuation">Where the next call goes on; null when all open items were looked at.</param>
internal sealed record ReplayAllResult(int Replayed, int Duplicates, int StillRejected, string? Continuation);
