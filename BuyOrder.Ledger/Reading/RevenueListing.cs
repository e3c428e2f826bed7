using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Reading;

/// <summary>Entries newest first over all shards: blocks merged by time, then point reads for the page.</summary>
/// <remarks>
/// Inside a shard the order is that of the sequence numbers; between shards that of the recording times, equal times by shard. A
/// continuation holds a position per shard, so that what is recorded meanwhile moves nothing.
/// </remarks>
internal sealed class RevenueListing(IReadOnlyList<ShardReader> shards)
{
    public const int MaxPageSize = 1000;

    private const int MaxParallelReads = 32;

    /// <summary>Entries looked at for one place on the page when a source, kind or currency is chosen.</summary>
    private const int LookedAtPerPlace = 4;

    public async Task<RevenuePage> PageAsync(
        RevenueFilter filter, CutOffRange? range, int pageSize, RevenueContinuation? continuation, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, MaxPageSize);
        if (continuation is not null && continuation.Below.Count != shards.Count)
            throw new ArgumentException("The continuation is of another ledger.", nameof(continuation));

        var cursors = shards.Select(shard => new ShardCursor(shard, filter.From, range?.After[shard.Shard] ?? 0)).ToArray();
        await Task.WhenAll(cursors.Select(async (cursor, shard) =>
        {
            var below = continuation?.Below[shard] ?? await cursor.Reader.SequenceAtAsync(filter.To, cancellation);
            await cursor.StartAsync(Math.Min(below, range?.UpTo[shard] + 1 ?? long.MaxValue), cancellation);
        }));

        var candidates = !filter.IsSelective ? pageSize : Math.Min(MaxPageSize, pageSize * LookedAtPerPlace);
        return await TakePageAsync(cursors, filter, pageSize, candidates, cancellation);
    }

    private static async Task<RevenuePage> TakePageAsync(
        ShardCursor[] cursors, RevenueFilter filter, int pageSize, int candidates, CancellationToken cancellation)
    {
        var positions = cursors.Select(cursor => cursor.Below).ToArray();
        var chosen = new List<(int Shard, long Sequence, Sha256Hash Key)>();
        while (chosen.Count < candidates && Newest(cursors) is { } shard)
        {
            var key = await cursors[shard].TakeAsync(cancellation);
            chosen.Add((shard, cursors[shard].Below, key));
        }

        var read = await ReadAsync(cursors, chosen, cancellation);
        var entries = new List<LedgerEntry>();
        var lookedAt = 0;
        for (; lookedAt < read.Length && entries.Count < pageSize; lookedAt++)
        {
            positions[chosen[lookedAt].Shard] = chosen[lookedAt].Sequence;
            if (filter.Takes(read[lookedAt].Revenue.Message))
                entries.Add(read[lookedAt]);
        }
        var atEnd = lookedAt == read.Length && Newest(cursors) is null;
        return new RevenuePage(entries, atEnd ? null : new RevenueContinuation(positions));
    }

    private static int? Newest(ShardCursor[] cursors)
    {
        int? newest = null;
        for (var shard = 0; shard < cursors.Length; shard++)
        {
            if (cursors[shard].RecordedAt is { } time && (newest is null || time > cursors[newest.Value].RecordedAt))
                newest = shard;
        }
        return newest;
    }

    private static async Task<LedgerEntry[]> ReadAsync(
        ShardCursor[] cursors, List<(int Shard, long Sequence, Sha256Hash Key)> chosen, CancellationToken cancellation)
    {
        var entries = new LedgerEntry[chosen.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxParallelReads, CancellationToken = cancellation };
        await Parallel.ForAsync(0, chosen.Count, options, async (i, token) =>
        {
            var (shard, sequence, key) = chosen[i];
            entries[i] = await cursors[shard].Reader.EntryAsync(key, token)
                ?? throw new InvalidDataException($"Entry {sequence} of shard {shard} is named by its block, but its row e:{key} is missing.");
        });
        return entries;
    }
}

/// <summary>Entries, newest first. A page may be short, even empty, and still have a continuation; null = the end.</summary>
internal sealed record RevenuePage(IReadOnlyList<LedgerEntry> Entries, RevenueContinuation? Continuation);

/// <summary>Entries between two cut-offs of the whole ledger: in each shard those after the first number, up to and with the second.</summary>
internal sealed record CutOffRange(IReadOnlyList<long> After, IReadOnlyList<long> UpTo);
