namespace BuyOrder.Domain.Revenue;

/// <summary>Where a shard stands: its counts and totals, and the hash and time of its newest block.</summary>
/// <remarks>The hash of an empty shard is zeros, its time the earliest there is.</remarks>
public sealed record ShardHead(long Entries, long Blocks, RevenueTotals Totals, Sha256Hash Hash, DateTimeOffset RecordedAt)
{
    /// <summary>How many of its refunds were beyond a limit when they were recorded.</summary>
    public long RefundsBeyond { get; init; }

    public static readonly ShardHead Empty = new(0, 0, RevenueTotals.Empty, default, DateTimeOffset.MinValue);
}
