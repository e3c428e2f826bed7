using System.Runtime.CompilerServices;
using BuyOrder.Domain.Revenue;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Reading;

/// <summary>Reads many entries as they are stored, shard by shard and in no order, as fast as the storage gives them.</summary>
/// <remarks>
/// What is read is fixed when it starts: in each shard a range of sequence numbers. Where the range is a large part of the shard, all of
/// its entries are read by range queries and those outside are left out; where it is small, its blocks name the entries and each is a
/// point read. A shard that gives other than every number of its range ends the reading with an exception.
/// </remarks>
internal sealed class RevenueScan
{
    /// <summary>A row of a range query costs about a tenth of a point read.</summary>
    private const int PointReadCost = 10;

    private const int MaxParallelReads = 32;
    private const int BlocksPerRead = 10;

    private readonly RevenueFilter filter;
    private readonly IReadOnlyList<ShardRange> ranges;

    private RevenueScan(RevenueFilter filter, IReadOnlyList<ShardRange> ranges) => (this.filter, this.ranges) = (filter, ranges);

    public static async Task<RevenueScan> StartAsync(
        IEnumerable<ShardReader> shards, RevenueFilter filter, CancellationToken cancellation) =>
        new(filter, await Task.WhenAll(shards.Select(shard => RangeAsync(shard, filter, cancellation))));

    /// <summary>Rows in portions of up to about a thousand; the next portion is being read while one is in use.</summary>
    public async IAsyncEnumerable<EntryRows> RowsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var portions = PortionsAsync(cancellation).GetAsyncEnumerator(cancellation);
        var next = portions.MoveNextAsync().AsTask();
        try
        {
            while (await next)
            {
                var portion = portions.Current;
                next = portions.MoveNextAsync().AsTask();
                yield return portion;
            }
        }
        finally
        {
            // A reader that stops in the middle leaves a portion under way, which must end before the enumerator can.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<ShardRange> RangeAsync(ShardReader shard, RevenueFilter filter, CancellationToken cancellation)
    {
        var entries = (await shard.HeadAsync(cancellation)).Entries;
        var from = filter.From is null ? 1 : await shard.SequenceAtAsync(filter.From, cancellation);
        var before = filter.To is null ? entries + 1 : await shard.SequenceAtAsync(filter.To, cancellation);
        return new ShardRange(shard, Math.Min(from, entries + 1), Math.Min(before, entries + 1), entries);
    }

    private async IAsyncEnumerable<EntryRows> PortionsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var range in ranges.Where(range => range.Count > 0))
        {
            var portions = range.Count * PointReadCost < range.ShardEntries ? PointsAsync(range, cancellation) : PagesAsync(range, cancellation);
            await foreach (var rows in portions)
                yield return new EntryRows(range.Shard.Shard, filter.IsSelective ? [.. rows.Where(Takes)] : rows);
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<TableRow>> PagesAsync(
        ShardRange range, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var seen = 0L;
        string? continuation = null;
        do
        {
            var page = await range.Shard.EntryRowsAsync(continuation, cancellation);
            continuation = page.Continuation;

            // Mostly they are all in it: then no copy is needed.
            IReadOnlyList<TableRow> rows = page.Rows.All(range.Holds) ? page.Rows : [.. page.Rows.Where(range.Holds)];
            seen += rows.Count;
            yield return rows;
        }
        while (continuation is not null);
        if (seen != range.Count)
            throw new InvalidDataException($"Shard {range.Shard.Shard} has {seen} rows of the {range.Count} entries that its blocks and head promise.");
    }

    private static async IAsyncEnumerable<IReadOnlyList<TableRow>> PointsAsync(
        ShardRange range, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var before = range.Before; before > range.From;)
        {
            var (blocks, _) = await range.Shard.BlocksDownFromAsync(before - 1, BlocksPerRead, cancellation);
            if (blocks.Count == 0)
                throw new InvalidDataException($"No block holds entry {before - 1} of shard {range.Shard.Shard}.");
            var named = blocks
                .SelectMany(block => block.KeyHashes.Select((key, i) => (Key: key, Sequence: block.First + i)))
                .Where(entry => entry.Sequence >= range.From && entry.Sequence < before)
                .ToArray();
            yield return await ReadAsync(range.Shard, named, cancellation);
            before = blocks[^1].First;
        }
    }

    private static async Task<IReadOnlyList<TableRow>> ReadAsync(
        ShardReader shard, (Sha256Hash Key, long Sequence)[] named, CancellationToken cancellation)
    {
        var rows = new TableRow[named.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxParallelReads, CancellationToken = cancellation };
        await Parallel.ForAsync(0, named.Length, options, async (i, token) => rows[i] = await shard.EntryRowAsync(named[i].Key, token)
            ?? throw new InvalidDataException(
                $"Entry {named[i].Sequence} of shard {shard.Shard} is named by its block, but its row e:{named[i].Key} is missing."));
        return rows;
    }

    private bool Takes(TableRow row) =>
        Is(row, "source", filter.Source?.ToCode()) && Is(row, "kind", filter.Kind?.ToCode()) && Is(row, "currency", filter.Currency);

    private static bool Is(TableRow row, string property, string? wanted) => wanted is null || row.Values.Text(property) == wanted;

    /// <summary>Sequence numbers from <paramref name="From"/> (inclusive) to <paramref name="Before"/> (exclusive) of a shard with that many entries.</summary>
    private sealed record ShardRange(ShardReader Shard, long From, long Before, long ShardEntries)
    {
        public long Count => Math.Max(0, Before - From);

        public bool Holds(TableRow row) => row.Values.Int64("sequence") is var sequence && sequence >= From && sequence < Before;
    }
}

/// <summary>Some entries of one shard as they are stored.</summary>
internal sealed record EntryRows(int Shard, IReadOnlyList<TableRow> Rows);
