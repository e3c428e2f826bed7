using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>The blocks of one shard from the newest to the first: each by itself, and each as the one that the newer one was chained to.</summary>
/// <remarks>
/// What a block's hash covers is decided here. Its other figures wait for the entries (<see cref="ShardSums"/>): only they say which of two
/// rows that contradict each other is the wrong one.
/// </remarks>
/// <param name="shard">Its number.</param>
/// <param name="shardCount">How many there are.</param>
/// <param name="headHash">Of the newest block, as the head says.</param>
/// <param name="cutOffs">Sequence numbers at which the shard was frozen.</param>
/// <param name="slots">Takes what the blocks expect of the entries.</param>
internal sealed class ShardChain(int shard, int shardCount, Sha256Hash headHash, IReadOnlySet<long> cutOffs, EntrySlots slots)
{
    private readonly List<BlockRecord> blocks = [];
    private readonly Dictionary<long, ShardCutOff> frozen = [];
    private readonly string partition = LedgerKeys.Partition(shard);
    private Sha256Hash expectedHash;
    private long expectedLast;
    private TableRow? newer;
    private (TableRow Row, LedgerBlock Block)? gap;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<BlockRecord> Blocks => blocks;

    /// <summary>The last entry of the newest block; 0 without one.</summary>
    public long Newest => blocks.Count == 0 ? 0 : blocks[0].Last;

    /// <summary>The newest block's hash; zeros without one.</summary>
    public Sha256Hash NewestHash { get; private set; }

    /// <summary>The head names another hash than the newest block has: which of the two is wrong only the block's entries can tell.</summary>
    public bool IsHeadHashInDoubt => NewestHash != headHash;

    /// <summary>The shard's state at those cut-offs that are the end of a block.</summary>
    public IReadOnlyDictionary<long, ShardCutOff> Frozen => frozen;

    /// <summary>Takes the next row in key order; its first fault, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        if ((BlockCheck.Check(row, out var block) ?? Place(row, block!)) is { } fault)
            return fault;
        if (gap is null)
            Keep(row, block!);
        return null;
    }

    /// <summary>Call after the last block.</summary>
    public LedgerFault? End()
    {
        if (gap is not null)
            return Missing(gap.Value.Block.CumulativeEntries + 1);
        if (newer is not null && expectedLast > 0)
            return Missing(1);
        return newer is null || expectedHash == default
            ? null
            : LedgerFault.Value(newer, "previous", expectedHash.ToArray(), default(Sha256Hash).ToArray(), "it is the first block");
    }

    private LedgerFault? Place(TableRow row, LedgerBlock block)
    {
        if (newer is null)
            return null;
        if (blocks.Count == 1 && IsHeadHashInDoubt && block.Hash == headHash)
            return LedgerFault.Row(newer, $"the head's newest block is {row.Key}");
        var joins = block.CumulativeEntries == expectedLast && block.Hash == expectedHash;
        if (gap is { } before)
            return joins ? LedgerFault.Row(before.Row, $"the chain goes from {newer.Key} to {row.Key} without it") : Missing(before.Block.CumulativeEntries + 1);
        if (joins)
            return null;
        if (block.KeyHashes.All(hash => LedgerShards.Of(hash, shardCount) != shard))
            return LedgerFault.Row(row, "its entries belong to another shard");
        if (block.CumulativeEntries < expectedLast)
        {
            // Either one is missing above it or it is one too many: the next one tells.
            gap = (row, block);
            return null;
        }
        if (block.CumulativeEntries > expectedLast)
        {
            return LedgerFault.Value(
                row, "cumulativeEntries", block.CumulativeEntries, expectedLast, $"block {newer.Key} has the entries from there on");
        }

        // The head vouches for the newest block, and so for its previous hash; without that word the newest is no witness.
        return IsHeadHashInDoubt && blocks.Count == 1
            ? LedgerFault.Value(newer, "previous", expectedHash.ToArray(), block.Hash.ToArray(), $"that is the hash of {row.Key}")
            : LedgerFault.Value(row, "hash", block.Hash.ToArray(), expectedHash.ToArray(), $"that is what {newer.Key} was chained to");
    }

    private LedgerFault Missing(long first) =>
        LedgerFault.Missing(partition, LedgerKeys.Block(first), $"no block has the entries {first} to {expectedLast}");

    private void Keep(TableRow row, LedgerBlock block)
    {
        if (newer is null)
            NewestHash = block.Hash;
        slots.Add(block);
        if (cutOffs.Contains(block.CumulativeEntries))
            frozen[block.CumulativeEntries] = new ShardCutOff(shard, block.CumulativeEntries, block.Number, block.CumulativeTotal, block.Hash);
        blocks.Add(new BlockRecord(
            block.First,
            block.CumulativeEntries,
            block.Number,
            block.Sum.Cents,
            block.CumulativeTotal.Cents,
            block.RecordedAt.UtcTicks,
            block.RefundsBeyond,
            block.CumulativeRefundsBeyond));
        (expectedHash, expectedLast, newer) = (block.Previous, block.First - 1, row);
    }
}

/// <summary>What is kept of a verified block until its entries have come: all that its hash does not cover.</summary>
internal readonly record struct BlockRecord(
    long First,
    long Last,
    long Number,
    long Cents,
    long CumulativeCents,
    long RecordedAt,
    IReadOnlyList<int> RefundsBeyond,
    long CumulativeRefundsBeyond);
