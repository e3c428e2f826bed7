using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Revenue.Rows;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue.Reading;

/// <summary>The reads of one shard.</summary>
internal sealed class ShardReader(ITable table, int shard)
{
    /// <summary>How often the head is read again because a writer was between the two reads.</summary>
    private const int MaxHeadReads = 8;

    private readonly string partition = LedgerKeys.Partition(shard);

    public async Task<ShardHead> HeadAsync(CancellationToken cancellation) =>
        HeadRow.Read(await table.ReadAsync(partition, LedgerKeys.Head, cancellation));

    public async Task<LedgerEntry?> EntryAsync(Sha256Hash idHash, CancellationToken cancellation) =>
        await table.ReadAsync(partition, LedgerKeys.Entry(idHash), cancellation) is { } row ? EntryRow.Read(row) : null;

    /// <summary>The newest block that begins at or before a sequence number, and so holds it if it is an entry; null when there is none.</summary>
    public async Task<LedgerBlock?> BlockAtAsync(long sequence, CancellationToken cancellation) =>
        (await BlocksDownFromAsync(sequence, 1, cancellation)).Blocks is [var block, ..] ? block : null;

    /// <summary>Some blocks, newest first, from the one that holds a sequence number, and whether there are more.</summary>
    public async Task<(IReadOnlyList<LedgerBlock> Blocks, bool More)> BlocksDownFromAsync(
        long sequence, int count, CancellationToken cancellation)
    {
        string? continuation = null;
        var blocks = new List<LedgerBlock>();
        do
        {
            var query = new TableQuery(partition, LedgerKeys.Block(sequence), LedgerKeys.AfterBlocks, count - blocks.Count, continuation);
            var page = await table.QueryAsync(query, cancellation);
            blocks.AddRange(page.Rows.Select(BlockRow.Read));
            continuation = page.Continuation;
        }
        while (continuation is not null && blocks.Count < count);
        return (blocks, blocks.Count == count && blocks[^1].First > 1);
    }

    /// <summary>The head, null when it or the newest block cannot be read or contradicts itself, and how the two differ; null when they agree.</summary>
    public async Task<(ShardHead? Head, string? Fault)> CheckedHeadAsync(CancellationToken cancellation)
    {
        try
        {
            return await ComparedHeadAsync(cancellation);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or ForeignRowException or ArgumentException or OverflowException)
        {
            return (null, $"Shard {partition}: {unreadable.Message}");
        }
    }

    private async Task<(ShardHead Head, string? Fault)> ComparedHeadAsync(CancellationToken cancellation)
    {
        // On a quiet shard the two fit however they are read.
        var (quietHead, quietNewest) = (HeadAsync(cancellation), BlockAtAsync(long.MaxValue, cancellation));
        await Task.WhenAll(quietHead, quietNewest);
        if (Difference(await quietHead, await quietNewest) is null)
            return (await quietHead, null);

        for (var reads = 1; ; reads++)
        {
            var head = await HeadAsync(cancellation);
            var newest = await BlockAtAsync(long.MaxValue, cancellation);
            var overtaken = newest is not null && newest.CumulativeEntries > head.Entries;
            if (!overtaken || reads == MaxHeadReads)
                return (head, Difference(head, newest));
        }
    }

    private string? Difference(ShardHead head, LedgerBlock? newest)
    {
        var expected = newest is null
            ? (Entries: 0, Blocks: 0, Total: Zar.Zero, Hash: default)
            : (Entries: newest.CumulativeEntries, Blocks: newest.Number, Total: newest.CumulativeTotal, newest.Hash);
        var found = (head.Entries, head.Blocks, head.Totals.Total, head.Hash);
        return found == expected ? null : $"Shard {partition}: the head says {Line(found)}, its newest block {Line(expected)}.";

        static string Line((long Entries, long Blocks, Zar Total, Sha256Hash Hash) state) =>
            $"{state.Entries} entries, {state.Blocks} blocks, {state.Total} ZAR, hash {state.Hash}";
    }
}
