using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>One look at one shard: reads its rows once and compares everything with everything.</summary>
/// <remarks>
/// <para>
/// Right while writers go on, because all that is judged was written at one moment, that of the second reading of the head: N entries.
/// Blocks and entries up to N never change, so it does not matter when they are read. Rows past N are not judged: each of them was
/// written together with a head that counts it, so it is enough that a head read after them does. Day rows do change; see
/// <see cref="ShardTotals"/>. What a forger puts past the head while writers go on can pass as theirs, but only until the next look.
/// </para>
/// <para>
/// The order of the reading: head, day rows, head; blocks, newest first, and what lies before them; entries by key, the index of
/// refunds, and what lies between and after them; head. Pages are read one ahead of their checks.
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
    private readonly UncountedRows beyond = new(table, task.Shard, new ShardDiagnosis(table, task.Shard));
    private readonly EntrySlots slots = new(withBuckets: task.MayPause);
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
        var refunds = new RefundIndexCheck(table, task.Shard, slots);
        var chain = new ShardChain(task.Shard, task.ShardCount, head.Hash, task.CutOffs, slots);
        var totals = new ShardTotals(quietHead.Entries);
        var fault = await BlocksAsync(head, chain, cancellation);
        var before = KeyBucket.Count;
        if (fault is null)
            (fault, before) = await EntriesAsync(chain, refunds, totals, cancellation);
        fault ??= await EndAsync(headRow, head, chain, totals, days, before, cancellation);
        var isWhole = fault is null && task.FromBucket == 0 && before == KeyBucket.Count;
        return new ShardVerdict(taken, task.FromBucket == 0 ? chain.Blocks.Count : 0, fault)
        {
            Paused = fault is null && before < KeyBucket.Count ? before : null,
            Stand = new ShardCutOff(task.Shard, head.Entries, head.Blocks, head.Totals.Total, head.Hash),
            Frozen = chain.Frozen,
            IndexFault = isWhole ? refunds.FirstFault : null,
            MissingRefundRows = isWhole ? refunds.Missing : [],
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

    /// <summary>The blocks, after what lies before the newest one in key order: newer blocks, and nothing else.</summary>
    private async Task<LedgerFault?> BlocksAsync(ShardHead head, ShardChain chain, CancellationToken cancellation)
    {
        var newest = LedgerKeys.Block(head.Entries);
        var from = task.FromBucket == 0 ? null : newest;
        await foreach (var page in PagesAsync(from, LedgerKeys.AfterBlocks, BlocksPerPage, cancellation))
        {
            foreach (var row in page)
            {
                var isBeyond = string.CompareOrdinal(row.Key, newest) < 0;
                if ((isBeyond ? beyond.AddBlock(row) : chain.Add(row)) is { } fault)
                    return fault;
            }
            task.Tell(0, chain.Blocks.Count);
        }
        return chain.End();
    }

    /// <summary>Every row after the blocks. Where it paused, it stopped before the bucket that is given back.</summary>
    private async Task<(LedgerFault? Fault, int BeforeBucket)> EntriesAsync(
        ShardChain chain, RefundIndexCheck refunds, ShardTotals totals, CancellationToken cancellation)
    {
        var from = task.FromBucket == 0 ? LedgerKeys.AfterBlocks : KeyBucket.FirstKey(task.FromBucket);
        await foreach (var page in PagesAsync(from, null, TableLimits.MaxPageSize, cancellation))
        {
            var lastEntry = -1;
            var entries = EntryPages.Check(page, entryCheck);
            for (var i = 0; i < entries.Length; i++)
            {
                var row = page[i];
                if (row.Key.StartsWith(LedgerKeys.EntryPrefix, StringComparison.Ordinal))
                {
                    if (await EntryAsync(row, entries[i], chain, refunds, totals, cancellation) is { } fault)
                        return (fault, KeyBucket.Count);
                    lastEntry = KeyBucket.Of(row.Key);
                }
                else if (row.Key.StartsWith(LedgerKeys.RefundPrefix, StringComparison.Ordinal))
                {
                    // What a part has not seen the entries of is left to the whole verification.
                    if (task.FromBucket == 0)
                        await refunds.TakeAsync(row, cancellation);
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

    private async ValueTask<LedgerFault?> EntryAsync(
        TableRow row, CheckedEntry found, ShardChain chain, RefundIndexCheck refunds, ShardTotals totals, CancellationToken cancellation)
    {
        if (found.Fault is not null)
            return found.Fault;
        var entry = found.Entry!;
        if (entry.Sequence < 1)
            return LedgerFault.Value(row, "sequence", entry.Sequence, "1 or more", "entries are numbered from 1");
        if (entry.Sequence > chain.Newest)
        {
            beyond.AddEntry(row, entry.Sequence);
            return null;
        }
        if (!slots.TryTake(entry, found.Fingerprint))
            return await diagnosis.OfEntryAsync(row, entry, found.Hash, chain, cancellation);
        Count(row);
        totals.Add(entry);
        refunds.Expect(entry);
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
        ShardTotals totals,
        IReadOnlyDictionary<string, TableRow> days,
        int before,
        CancellationToken cancellation)
    {
        if (await beyond.CheckAsync(chain, head.Entries, cancellation) is { } past)
            return past;
        if (ShardSums.FirstMissing(chain, slots, task.FromBucket, before) is { } missing)
            return await diagnosis.OfMissingAsync(missing, chain, cancellation);
        if (task.FromBucket > 0 || before < KeyBucket.Count)
            return headRow is not null && chain.IsHeadHashInDoubt ? HeadCheck.OfHash(headRow, chain) : null;
        if (ShardSums.Check(partition, chain, slots) is { } sums)
            return sums;
        return HeadCheck.Compare(headRow, totals.All, chain) ?? totals.CheckDays(partition, days, chain.Blocks);
    }

    private IAsyncEnumerable<IReadOnlyList<TableRow>> PagesAsync(string? from, string? before, int size, CancellationToken cancellation) =>
        RowPages.ReadAsync(table, new TableQuery(partition, from, before, size), cancellation);
}
