using BuyOrder.Ledger.Verifying;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>The newest whole verification as it was recorded.</summary>
/// <param name="StartedAt">What was written after it may not have been looked at.</param>
/// <param name="Entries">That fit.</param>
/// <param name="Blocks">That fit.</param>
/// <param name="Fault">The first fault in one sentence; null when all fits.</param>
/// <param name="Anchor">The ledger as the newest clean verification saw it; null when there was none.</param>
internal sealed record StoredVerification(DateTimeOffset StartedAt, long Entries, long Blocks, string? Fault, FrozenLedger? Anchor)
{
    /// <summary>The newest record of the order book as the newest clean verification saw it; null when there was none.</summary>
    public RecordAnchor? Record { get; init; }

    /// <summary>How far the chain was compared with the orders when that was clean last; null when it never was.</summary>
    public OutflowSums? Outflows { get; init; }
}
