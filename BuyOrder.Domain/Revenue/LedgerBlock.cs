using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>What one batch added to a shard, chained to the block before it.</summary>
/// <remarks>
/// Numbers count from 1. Element i of the hash lists belongs to the entry with sequence number <see cref="First"/> + i: the key hash is
/// SHA-256 of its id, the entry hash covers all that is stored of it. The cumulative figures include this block.
/// </remarks>
public sealed record LedgerBlock(
    long Number,
    long First,
    IReadOnlyList<Sha256Hash> KeyHashes,
    IReadOnlyList<Sha256Hash> EntryHashes,
    Zar Sum,
    long CumulativeEntries,
    Zar CumulativeTotal,
    Sha256Hash Previous,
    Sha256Hash Hash,
    DateTimeOffset RecordedAt)
{
    /// <summary>Places in this block, from 0 and ascending, of refunds that were beyond a limit when they were recorded.</summary>
    public IReadOnlyList<int> RefundsBeyond { get; init; } = [];

    /// <summary>How many of them there are up to and with this block.</summary>
    public long CumulativeRefundsBeyond { get; init; }
}
