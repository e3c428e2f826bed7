using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Revenue.Rows;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue.Verifying;

/// <summary>One look at one shard: reads its rows once and compares everything with everything.</summary>
/// <remarks>
/// <para>
/// Right while writers go on, because all that is judged was written at one moment, that of the second reading of the head: N entries.
/// Blocks and entries up to N never change, so it does not matter when they are read. Rows past N are not judged: each of them was
/// written together with a head that counts it, so it is enough that a head read after them does. Day rows do change; see
/// <see cref="ShardTotals"/>. What a forger puts past the head while writers go on can pass as theirs, but only until the next look.
/// </para>
/// <para>
/// The order of the reading: head, day rows, head; what lies before the newest block; blocks, newest first; entries by key, and what lies
/// between and after them; head. Pages are read one ahead of their checks.
/// </para>
/// </remarks>
internal sealed class ShardScan(ITable table, ShardTask task)
{
    /// <summary>A block takes up to 9 KB in an answer, so that a full page would take 9 MB, and several times that to parse.</summary>
    private const int BlocksPerPage = 200;

    private readonly string partition = LedgerKeys.Partition(task.Shard);
    private readonly EntryCheck entryCheck = new(task.Shard, task.ShardCount, task.Zone);
    private readonly Int128 capacity = LedgerShards.Capacity(task.ShardCount).Cents;
    private readonly ShardDiagnosis diagnosis = new(table, task.Shard);
    private TableRow? newestBeyond;
    private TableRow? oldestBeyond;
    private TableRow? farthestEntry;
    private long farthestSequence;
    private long taken;
    private int bucket = -1;
    private int inBucket;

    public async Task<ShardVerdict> RunAsync(CancellationToken cancellation)
    {
        var quiet = await HeadAsync(cancellation);
        var days = await DaysAsync(cancellation);
        var headRow = await HeadAsync(cancellation);
        if ((HeadCheck.Check(headRow, out var head) ?? HeadCheck.Check(quiet, out _)) is { } unfit)
            return new ShardVerdict(0, 0, unfit);

        HeadCheck.Check(quiet, out var quietHead);
        var slots = new EntrySlots(withBuckets: task.MayPause);
        var chain = new ShardChain(task.Shard, head.Hash, task.CutOffs, slots);
        var totals = new ShardTotals(quietHead.Entries);
        var fault = await BeyondAsync(head, cancellation) ?? await BlocksAsync(head, chain, cancellation);
        var before = KeyBucket.Count;
        if (fault is null)
            (fault, before) = await EntriesAsync(chain, slots, totals, cancellation);
        fault ??= await EndAsync(headRow, head, chain, slots, totals, days, before, cancellation);
        return new ShardVerdict(taken, task.FromBucket == 0 ? chain.Blocks.Count : 0, fault)
        {
            Paused = fault is null && before < KeyBucket.Count ? before : null,
            Stand = new ShardCutOff(task.Shard, head.Entries, head.Blocks, head.Totals.Total, head.Hash),
            Frozen = chain.Frozen,
        };
    }

    private Task<TableRow?> HeadAsync(CancellationToken cancellation) => table.ReadAsync(partition, LedgerKeys.Head, cancellation);

    private async Task<Dictionary<string, TableRow>> DaysAsync(CancellationToken cancellation)
    {
        var days = new Dictionary<string, TableRow>(StringComparer.Ordinal);
        if (task.FromBucket > 0)
            return days;
        await foreach (var page in PagesAsync(LedgerKeys.DayPrefix, LedgerKeys.AfterDays, TableLimits.MaxPageSize, cancellation))
        {
            foreach (var row in page)
                days.Add(row.Key, row);
        }
        return days;
    }

    /// <summary>What lies before the newest block in key order: newer blocks, and nothing else.</summary>
    private async Task<LedgerFault?> BeyondAsync(ShardHead head, CancellationToken cancellation)
    {
        if (task.FromBucket > 0)
            return null;
        await foreach (var page in PagesAsync(null, LedgerKeys.Block(head.Entries), BlocksPerPage, cancellation))
        {
            foreach (var row in page)
            {
                if (!row.Key.StartsWith(LedgerKeys.BlockPrefix, StringComparison.Ordinal))
                    return LedgerFault.Row(row, "a shard has no such row");
                if (BlockCheck.Check(row, out _) is { } fault)
                    return fault;
                newestBeyond ??= row;
                oldestBeyond = row;
            }
        }
        return null;
    }

    private async Task<LedgerFault?> BlocksAsync(ShardHead head, ShardChain chain, CancellationToken cancellation)
    {
        await foreach (var page in PagesAsync(LedgerKeys.Block(head.Entries), LedgerKeys.AfterBlocks, BlocksPerPage, cancellation))
        {
            foreach (var row in page)
            {
                if (chain.Add(row) is { } fault)
                    return fault;
            }
            task.Tell(0, chain.Blocks.Count);
        }
        return chain.End();
    }

    /// <summary>Every row after the blocks. Where it paused, it stopped before the bucket that is given back.</summary>
    private async Task<(LedgerFault? Fault, int BeforeBucket)> EntriesAsync(
        ShardChain chain, EntrySlots slots, ShardTotals totals, CancellationToken cancellation)
    {
        var from = task.FromBucket == 0 ? LedgerKeys.AfterBlocks : KeyBucket.FirstKey(task.FromBucket);
        await foreach (var page in PagesAsync(from, null, TableLimits.MaxPageSize, cancellation))
        {
            var lastEntry = -1;
            foreach (var row in page)
            {
                if (row.Key.StartsWith(LedgerKeys.EntryPrefix, StringComparison.Ordinal))
                {
                    if (await EntryAsync(row, chain, slots, totals, cancellation) is { } fault)
                        return (fault, KeyBucket.Count);
                    lastEntry = KeyBucket.Of(row.Key);
                }
                else if (row.Key != LedgerKeys.Head && !row.Key.StartsWith(LedgerKeys.DayPrefix, StringComparison.Ordinal))
                {
                    return (LedgerFault.Row(row, "a shard has no such row"), KeyBucket.Count);
                }
            }
            task.Tell(taken, chain.Blocks.Count);

            // The rest of the last bucket may be on the next page: the bucket is looked at again as a whole.
            if (task.MayPause && task.IsOver() && lastEntry > task.FromBucket)
            {
                taken -= inBucket;
                return (null, lastEntry);
            }
        }
        return (null, KeyBucket.Count);
    }

    private async Task<LedgerFault?> EntryAsync(
        TableRow row, ShardChain chain, EntrySlots slots, ShardTotals totals, CancellationToken cancellation)
    {
        if (entryCheck.Check(row, out var entry) is { } fault)
            return fault;
        if (entry!.Sequence < 1)
            return LedgerFault.Value(row, "sequence", entry.Sequence, "1 or more", "entries are numbered from 1");
        if (entry.Sequence > chain.Newest)
        {
            if (entry.Sequence > farthestSequence)
                (farthestEntry, farthestSequence) = (row, entry.Sequence);
            return null;
        }
        var hash = RevenueHashes.Entry(entry);
        if (!slots.TryTake(entry, hash))
            return await diagnosis.OfEntryAsync(row, entry, hash, chain, cancellation);
        Count(row);
        totals.Add(entry);
        return totals.TurnoverCents > capacity ? LedgerFault.Row(row, $"with it the shard's turnover is more than {capacity} cents") : null;
    }

    private void Count(TableRow row)
    {
        taken++;
        if (!task.MayPause)
            return;
        var own = KeyBucket.Of(row.Key);
        (bucket, inBucket) = (own, own == bucket ? inBucket + 1 : 1);
    }

    private async Task<LedgerFault?> EndAsync(
        TableRow? headRow,
        ShardHead head,
        ShardChain chain,
        EntrySlots slots,
        ShardTotals totals,
        IReadOnlyDictionary<string, TableRow> days,
        int before,
        CancellationToken cancellation)
    {
        if (await BeyondTheHeadAsync(chain, cancellation) is { } beyond)
            return beyond;
        if (chain.Newest < head.Entries && farthestEntry is not null)
            return LedgerFault.Missing(partition, LedgerKeys.Block(chain.Newest + 1), $"no block has entry {farthestSequence}, row {farthestEntry.Key}");
        if (ShardSums.FirstMissing(chain, slots, task.FromBucket, before) is { } missing)
            return await diagnosis.OfMissingAsync(missing, chain, cancellation);
        if (task.FromBucket > 0 || before < KeyBucket.Count)
            return headRow is not null && chain.IsHeadHashInDoubt ? HeadCheck.OfHash(headRow, chain) : null;
        if (ShardSums.Check(partition, chain, slots) is { } sums)
            return sums;
        return HeadCheck.Compare(headRow, totals.All, chain) ?? totals.CheckDays(partition, days, chain.Blocks);
    }

    /// <summary>A head read after all other rows counts every one of them.</summary>
    private async Task<LedgerFault?> BeyondTheHeadAsync(ShardChain chain, CancellationToken cancellation)
    {
        if (newestBeyond is null && farthestEntry is null)
            return null;
        var row = await HeadAsync(cancellation);
        if (HeadCheck.Check(row, out var after) is { } fault)
            return fault;
        if (newestBeyond is not null && BlockRow.Read(newestBeyond).CumulativeEntries > after.Entries)
            return await diagnosis.OfBeyondAsync(row, chain, oldestBeyond!, newestBeyond, cancellation);
        return farthestSequence > after.Entries
            ? LedgerFault.Value(farthestEntry!, "sequence", farthestSequence, $"{after.Entries} at most", "the head counts no more entries")
            : null;
    }

    private IAsyncEnumerable<IReadOnlyList<TableRow>> PagesAsync(string? from, string? before, int size, CancellationToken cancellation) =>
        RowPages.ReadAsync(table, new TableQuery(partition, from, before, size), cancellation);
}
