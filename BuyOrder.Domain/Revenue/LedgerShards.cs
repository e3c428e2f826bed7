using System.Buffers.Binary;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>How entries are spread over the shards, and how much a shard may hold.</summary>
public static class LedgerShards
{
    public const int MaxCount = 256;

    /// <summary>The first 32 bits of the id's SHA-256, big-endian, modulo the number of shards.</summary>
    public static int Of(Sha256Hash idHash, int shardCount)
    {
        Span<byte> bytes = stackalloc byte[Sha256Hash.Length];
        idHash.WriteTo(bytes);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes) % (uint)shardCount);
    }

    /// <summary>The turnover at which a shard is full: below it no total of any part of the ledger can overflow.</summary>
    public static Money.Zar Capacity(int shardCount) => new(long.MaxValue / shardCount);
}

/// <summary>The head of a shard: its counts and totals, and the hash and time of its newest block.</summary>
/// <remarks>The hash of an empty shard is zeros, its time the earliest there is.</remarks>
public sealed record ShardHead(long Entries, long Blocks, RevenueTotals Totals, Sha256Hash Hash, DateTimeOffset RecordedAt)
{
    /// <summary>How many of its refunds were beyond a limit when they were recorded.</summary>
    public long RefundsBeyond { get; init; }

    public static readonly ShardHead Empty = new(0, 0, RevenueTotals.Empty, default, DateTimeOffset.MinValue);
}

/// <summary>
/// Where one shard (0 to shard count − 1) stood: it covers the entries with sequence numbers 1 to <see cref="Entries"/>.
/// The head hash is that of its newest block, zeros for an empty shard.
/// </summary>
public sealed record ShardCutOff(int Shard, long Entries, long Blocks, Zar Total, Sha256Hash HeadHash);
