using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Reading;

/// <summary>Finds refunds that were beyond a limit when they came, by bisection over the blocks, which count them.</summary>
internal static class RefundsBeyond
{
    /// <summary>Those of one shard from a number (from 0) on, the oldest first.</summary>
    /// <param name="shard">Its reader.</param>
    /// <param name="known">How many are left out.</param>
    /// <param name="max">At most this many are given.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<IReadOnlyList<LedgerEntry>> ReadAsync(ShardReader shard, long known, int max, CancellationToken cancellation)
    {
        var head = await shard.HeadAsync(cancellation);
        var found = new List<LedgerEntry>();
        while (known < head.RefundsBeyond && found.Count < max)
        {
            var block = await BlockAsync(shard, head.Entries, known, cancellation);
            var before = block.CumulativeRefundsBeyond - block.RefundsBeyond.Count;
            foreach (var place in block.RefundsBeyond.Skip((int)Math.Max(0, known - before)).Take(max - found.Count))
            {
                found.Add(await shard.EntryAsync(block.KeyHashes[place], cancellation)
                    ?? throw new InvalidDataException($"Entry {block.First + place} of shard {shard.Shard} is named by its block, but its row is missing."));
            }
            known = block.CumulativeRefundsBeyond;
        }
        return found;
    }

    /// <summary>The first block that counts more than that.</summary>
    private static async Task<LedgerBlock> BlockAsync(ShardReader shard, long entries, long known, CancellationToken cancellation)
    {
        var (low, high) = (1L, entries);
        LedgerBlock? first = null;
        while (first is null || low < high)
        {
            var block = await shard.BlockAtAsync(low + ((high - low) / 2), cancellation)
                ?? throw new InvalidDataException($"No block holds entry {low} of shard {shard.Shard}.");
            if (block.CumulativeRefundsBeyond > known)
                (first, high) = (block, block.First);
            else
                low = block.First + block.KeyHashes.Count;
            if (low > entries)
                throw new InvalidDataException($"The head of shard {shard.Shard} counts more refunds beyond a limit than its blocks.");
        }
        return first;
    }
}
