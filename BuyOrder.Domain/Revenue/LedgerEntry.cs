namespace BuyOrder.Domain.Revenue;

/// <summary>One immutable entry of the ledger.</summary>
/// <remarks>
/// The sequence number counts the entries of its shard from 1. The recording time is that of its block: UTC, never before the block
/// before it.
/// </remarks>
public sealed record LedgerEntry(ValuedRevenue Revenue, long Sequence, DateTimeOffset RecordedAt);
