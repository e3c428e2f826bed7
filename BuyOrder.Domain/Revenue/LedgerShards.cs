using System.Buffers.Binary;

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
