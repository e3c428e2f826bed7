using System.Buffers.Binary;
using System.Collections;
using System.Security.Cryptography;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Verifying;

/// <summary>
/// What the blocks of one shard expect of each entry, by sequence number: 32 bytes each. Once the entry has come, its place holds what the
/// sums still need of it and, of a refund, what its row of the index must be.
/// </summary>
/// <param name="withBuckets">Two bytes more of each: which part of the key order it lies in.</param>
/// <remarks>
/// Blocks come newest first, so that places are added from the highest sequence number down; memory grows with the blocks that are really
/// there, never with what a head claims.
/// </remarks>
internal sealed class EntrySlots(bool withBuckets)
{
    private const int ChunkBits = 12;
    private const int ChunkLength = 1 << ChunkBits;

    private readonly List<Chunk> chunks = [];
    private long newest;
    private long count;

    /// <summary>One hash over both hashes that a block names of an entry.</summary>
    public static (UInt128 High, UInt128 Low) Fingerprint(Sha256Hash entryHash, Sha256Hash keyHash)
    {
        Span<byte> both = stackalloc byte[2 * Sha256Hash.Length];
        entryHash.WriteTo(both);
        keyHash.WriteTo(both[Sha256Hash.Length..]);
        Span<byte> hash = stackalloc byte[Sha256Hash.Length];
        SHA256.HashData(both, hash);
        return (BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }

    /// <summary>Takes what a block says; the newest comes first, and each next one ends where the one before it began.</summary>
    public void Add(LedgerBlock block)
    {
        if (count == 0)
            newest = block.CumulativeEntries;
        for (var i = block.EntryHashes.Count - 1; i >= 0; i--)
            Add(block.EntryHashes[i], block.KeyHashes[i]);
    }

    /// <summary>True when this is the entry that its block names, seen for the first time.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="fingerprint">Of its hashes.</param>
    public bool TryTake(LedgerEntry entry, (UInt128 High, UInt128 Low) fingerprint)
    {
        var (chunk, place) = At(entry.Sequence);
        if (chunk.Seen[place] || chunk.Slots[place] != fingerprint)
            return false;
        chunk.Seen[place] = true;
        chunk.Slots[place] = (new UInt128((ulong)(long)entry.Revenue.Value.Cents, (ulong)entry.RecordedAt.UtcTicks), UInt128.Zero);
        return true;
    }

    /// <summary>Keeps what the row of the index of an entry that has come, a refund, must be.</summary>
    public void ExpectIndexRow(long sequence, UInt128 fingerprint)
    {
        var (chunk, place) = At(sequence);
        chunk.Slots[place].Low = fingerprint;
    }

    /// <summary>True when this is the row of the index that a refund of the number waits for; then it waits for no other.</summary>
    public bool TryTakeIndexRow(long sequence, UInt128 fingerprint)
    {
        if (sequence < 1 || sequence > newest)
            return false;
        var (chunk, place) = At(sequence);
        if (!chunk.Seen[place] || chunk.Slots[place].Low != fingerprint)
            return false;
        chunk.Slots[place].Low = UInt128.Zero;
        return true;
    }

    /// <summary>Sequence numbers of refunds that have come and whose row of the index has not.</summary>
    public IEnumerable<long> WithoutIndexRow()
    {
        for (var sequence = 1L; sequence <= newest; sequence++)
        {
            var (chunk, place) = At(sequence);
            if (chunk.Seen[place] && chunk.Slots[place].Low != UInt128.Zero)
                yield return sequence;
        }
    }

    /// <summary>True when its entry has come, or lies in a bucket that was not looked at.</summary>
    public bool IsSettled(long sequence, int fromBucket, int beforeBucket)
    {
        var (chunk, place) = At(sequence);
        return chunk.Seen[place] || (chunk.Buckets is { } buckets && (buckets[place] < fromBucket || buckets[place] >= beforeBucket));
    }

    /// <summary>Cents and recording time (UTC ticks) of an entry that has come.</summary>
    public (long Cents, long RecordedAt) Taken(long sequence)
    {
        var (chunk, place) = At(sequence);
        var sums = chunk.Slots[place].High;
        return ((long)(ulong)(sums >> 64), (long)(ulong)sums);
    }

    private void Add(Sha256Hash entryHash, Sha256Hash keyHash)
    {
        var place = (int)(count & (ChunkLength - 1));
        if (place == 0)
            chunks.Add(new Chunk(withBuckets));
        var chunk = chunks[^1];
        chunk.Slots[place] = Fingerprint(entryHash, keyHash);
        if (chunk.Buckets is { } buckets)
            buckets[place] = (ushort)KeyBucket.Of(keyHash);
        count++;
    }

    private (Chunk Chunk, int Place) At(long sequence)
    {
        var index = newest - sequence;
        return (chunks[(int)(index >> ChunkBits)], (int)(index & (ChunkLength - 1)));
    }

    private sealed class Chunk(bool withBuckets)
    {
        public (UInt128 High, UInt128 Low)[] Slots { get; } = new (UInt128, UInt128)[ChunkLength];

        public BitArray Seen { get; } = new(ChunkLength);

        public ushort[]? Buckets { get; } = withBuckets ? new ushort[ChunkLength] : null;
    }
}
