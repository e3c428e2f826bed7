using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Reading;

/// <summary>The reads of one shard.</summary>
internal sealed class ShardReader(ITable table, int shard)
{
    /// <summary>How often the head is read again because a writer was between the two reads.</summary>
    private const int MaxHeadReads = 8;

    /// <summary>Thousands of refunds of one sale: more are not added up.</summary>
    private const int MaxRefundPages = 20;

    private readonly string partition = LedgerKeys.Partition(shard);

    public int Shard => shard;

    public async Task<ShardHead> HeadAsync(CancellationToken cancellation) =>
        HeadRow.Read(await table.ReadAsync(partition, LedgerKeys.Head, cancellation));

    public async Task<LedgerEntry?> EntryAsync(Sha256Hash idHash, CancellationToken cancellation) =>
        await EntryRowAsync(idHash, cancellation) is { } row ? EntryRow.Read(row) : null;

    public Task<TableRow?> EntryRowAsync(Sha256Hash idHash, CancellationToken cancellation) =>
        table.ReadAsync(partition, LedgerKeys.Entry(idHash), cancellation);

    /// <summary>Entries as they are stored, in the order of their keys, which says nothing about time.</summary>
    public Task<TablePage> EntryRowsAsync(string? continuation, CancellationToken cancellation) => EntryRowsAsync(null, continuation, cancellation);

    /// <summary>The same from a row key on.</summary>
    public Task<TablePage> EntryRowsAsync(string? from, string? continuation, CancellationToken cancellation) => table.QueryAsync(
        new TableQuery(partition, from ?? LedgerKeys.EntryPrefix, LedgerKeys.AfterEntries, TableLimits.MaxPageSize, continuation), cancellation);

    /// <summary>Rows of the refunds in this shard that name a sale, and whether these are all.</summary>
    public async Task<(IReadOnlyList<TableRow> Rows, bool IsAll)> RefundRowsAsync(Sha256Hash sale, CancellationToken cancellation)
    {
        var (from, before) = LedgerKeys.RefundsOf(sale);
        var rows = new List<TableRow>();
        string? continuation = null;
        for (var pages = 0; pages < MaxRefundPages; pages++)
        {
            var page = await table.QueryAsync(new TableQuery(partition, from, before, TableLimits.MaxPageSize, continuation), cancellation);
            rows.AddRange(page.Rows);
            continuation = page.Continuation;
            if (continuation is null)
                return (rows, true);
        }
        return (rows, false);
    }

    /// <summary>The shard's state after a number of entries; null when no block ends there.</summary>
    public async Task<ShardCutOff?> CutOffAsync(long entries, CancellationToken cancellation)
    {
        if (entries == 0)
            return new ShardCutOff(shard, 0, 0, Zar.Zero, default);
        return await BlockAtAsync(entries, cancellation) is { } block && block.CumulativeEntries == entries
            ? new ShardCutOff(shard, entries, block.Number, block.CumulativeTotal, block.Hash)
            : null;
    }

    public async Task<IReadOnlyList<DayTotals>> DaysAsync(DateOnly from, DateOnly? before, CancellationToken cancellation)
    {
        var days = new List<DayTotals>();
        string? continuation = null;
        do
        {
            var query = new TableQuery(
                partition, LedgerKeys.Day(from), before is { } end ? LedgerKeys.Day(end) : LedgerKeys.AfterDays, TableLimits.MaxPageSize, continuation);
            var page = await table.QueryAsync(query, cancellation);
            days.AddRange(page.Rows.Select(row => new DayTotals(LedgerKeys.ReadDay(row.Key), DayRow.Read(row))));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return days;
    }

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

    /// <summary>The first sequence number recorded at or after a time, by bisection: recording times never go back inside a shard.</summary>
    public async Task<long> SequenceAtAsync(DateTimeOffset? time, CancellationToken cancellation)
    {
        if (time is null)
            return long.MaxValue;
        var (low, high) = (1L, (await HeadAsync(cancellation)).Entries + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var block = await BlockAtAsync(middle, cancellation)
                ?? throw new InvalidDataException($"No block holds entry {middle} of shard {partition}.");
            if (block.RecordedAt < time)
                low = block.First + block.KeyHashes.Count;
            else
                high = block.First;
        }
        return low;
    }

    private string? Difference(ShardHead head, LedgerBlock? newest)
    {
        var expected = newest is null
            ? (Entries: 0, Blocks: 0, Total: Zar.Zero, Hash: default, RefundsBeyond: 0)
            : (Entries: newest.CumulativeEntries, Blocks: newest.Number, Total: newest.CumulativeTotal, newest.Hash, RefundsBeyond: newest.CumulativeRefundsBeyond);
        var found = (head.Entries, head.Blocks, head.Totals.Total, head.Hash, head.RefundsBeyond);
        return found == expected ? null : $"Shard {partition}: the head says {Line(found)}, its newest block {Line(expected)}.";

        static string Line((long Entries, long Blocks, Zar Total, Sha256Hash Hash, long RefundsBeyond) state) =>
            $"{state.Entries} entries, {state.Blocks} blocks, {state.Total} ZAR, hash {state.Hash}, {state.RefundsBeyond} refunds beyond a limit";
    }
}
