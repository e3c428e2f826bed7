using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Reading;
using BuyOrder.Ledger.Refunds;
using BuyOrder.Ledger.Rows;
using BuyOrder.Ledger.Writing;
using BuyOrder.Storage;

namespace BuyOrder.Ledger;

/// <summary>The revenue ledger: append-only entries in shards, each with a head that holds its totals (docs/ledger-format.md).</summary>
/// <remarks>
/// Every method may be called at once by any number of callers and instances, and opens the ledger if that has not happened yet.
/// All of them throw <see cref="TableUnavailableException"/> when the storage gives no trustworthy answer.
/// </remarks>
internal sealed class RevenueLedger : IDisposable
{
    private readonly ITableStore store;
    private readonly ITable table;
    private readonly LedgerOptions options;
    private readonly TimeProvider time;
    private readonly ShardReader[] readers;
    private readonly ShardWriter[] writers;
    private readonly AdaptiveConcurrency crowd = new();
    private readonly int firstShard;
    private readonly RevenueListing listing;
    private readonly RefundBackfill backfill;
    private volatile bool opened;

    /// <exception cref="LedgerSettingsException">A setting is not valid.</exception>
    public RevenueLedger(ITableStore store, LedgerOptions options, TimeProvider time)
    {
        if (options.Faults().FirstOrDefault() is { } fault)
            throw new LedgerSettingsException(fault);
        (this.store, this.options, this.time) = (store, options, time);
        table = store.Table(LedgerKeys.Table);
        var capacity = LedgerShards.Capacity(options.ShardCount);
        var shards = Enumerable.Range(0, options.ShardCount).ToArray();
        readers = [.. shards.Select(shard => new ShardReader(table, shard))];
        writers = [.. shards.Select(shard => new ShardWriter(table, shard, capacity, crowd, time))];
        firstShard = Random.Shared.Next(options.ShardCount);
        listing = new RevenueListing(readers);
        backfill = new RefundBackfill(store, options, time);
        BusinessZone = TimeZoneInfo.FindSystemTimeZoneById(options.BusinessTimeZone);
    }

    public int ShardCount => options.ShardCount;

    public TimeZoneInfo BusinessZone { get; }

    /// <summary>Creates the table and its meta row, or checks that the ledger was created with these settings.</summary>
    /// <exception cref="LedgerSettingsException">The settings differ from the ledger's.</exception>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        if (opened)
            return;
        await store.CreateMissingAsync([LedgerKeys.Table], cancellation);
        if (await LedgerMeta.WriteOrCheckAsync(table, options, time, cancellation))
            backfill.Skip();
        opened = true;
    }

    /// <summary>The totals: one point read per shard, all at once.</summary>
    public async Task<LedgerTotals> ReadTotalsAsync(CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return LedgerTotals.Of(await Task.WhenAll(readers.Select(reader => reader.HeadAsync(cancellation))));
    }

    /// <summary>The totals, after comparing each shard's head with its newest block: two reads per shard, all at once.</summary>
    public async Task<LedgerHeadCheck> CheckHeadsAsync(CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        var shards = await Task.WhenAll(readers.Select(reader => reader.CheckedHeadAsync(cancellation)));
        var heads = shards.Select(shard => shard.Head).OfType<ShardHead>().ToArray();
        var faults = shards.Select(shard => shard.Fault).OfType<string>();
        return new LedgerHeadCheck(heads.Length == shards.Length ? LedgerTotals.Of(heads) : null, [.. faults]);
    }

    /// <summary>One entry by the sender's id, with its block; null when there is none. Two reads.</summary>
    public async Task<FoundEntry?> FindAsync(string id, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        var hash = RevenueHashes.Id(id);
        var shard = LedgerShards.Of(hash, ShardCount);
        if (await readers[shard].EntryAsync(hash, cancellation) is not { } entry)
            return null;
        var block = await readers[shard].BlockAtAsync(entry.Sequence, cancellation)
            ?? throw new InvalidDataException($"No block holds entry {entry.Sequence} of shard {shard}.");
        return new FoundEntry(shard, entry, block);
    }

    /// <summary>One entry by the sender's id; null when there is none. One read.</summary>
    public async Task<LedgerEntry?> FindEntryAsync(string id, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        var hash = RevenueHashes.Id(id);
        return await readers[LedgerShards.Of(hash, ShardCount)].EntryAsync(hash, cancellation);
    }

    /// <summary>All refunds that name an entry: one query per shard, all at once.</summary>
    public async Task<RefundsOfSale> ReadRefundsOfAsync(string saleId, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        var sale = RevenueHashes.Id(saleId);
        var complete = backfill.IsDoneAsync(cancellation);
        var shards = await Task.WhenAll(readers.Select(reader => reader.RefundRowsAsync(sale, cancellation)));
        var sums = shards.SelectMany(shard => shard.Rows)
            .Select(RefundRow.Amount)
            .GroupBy(amount => amount.Currency.Code)
            .ToDictionary(same => same.Key, same => same.Aggregate(Int128.Zero, (sum, amount) => sum + amount.MinorUnits));
        return new RefundsOfSale(sums, await complete && shards.All(shard => shard.IsAll));
    }

    /// <summary>Puts refunds from before there was an index of them into it; true when nothing is left.</summary>
    public async Task<bool> BackfillRefundsAsync(TimeSpan budget, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return await backfill.RunAsync(budget, cancellation);
    }

    /// <summary>Refunds beyond a limit of each shard, the oldest first, after those that are left out.</summary>
    /// <param name="known">In shard order; a shard that is not named has none.</param>
    /// <param name="max">The most of each shard.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<IReadOnlyList<LedgerEntry>>> ReadRefundsBeyondAsync(
        IReadOnlyList<long> known, int max, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return await Task.WhenAll(readers.Select((reader, shard) =>
            RefundsBeyond.ReadAsync(reader, known.ElementAtOrDefault(shard), max, cancellation)));
    }

    /// <summary>One page of entries, newest first over all shards.</summary>
    /// <param name="filter">Half-open range of recording time, source, kind, currency.</param>
    /// <param name="pageSize">1 to 1 000.</param>
    /// <param name="continuation">Of the page before, with the same filter; null = from the newest.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<RevenuePage> ListAsync(
        RevenueFilter filter, int pageSize, RevenueContinuation? continuation, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return await listing.PageAsync(filter, null, pageSize, continuation, cancellation);
    }

    /// <summary>One page of the entries between two cut-offs, newest first.</summary>
    public async Task<RevenuePage> ListAsync(
        CutOffRange range, int pageSize, RevenueContinuation? continuation, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return await listing.PageAsync(RevenueFilter.All, range, pageSize, continuation, cancellation);
    }

    /// <summary>Each shard's state when it had the given number of entries; null for a shard in which no block ends there. One read per shard.</summary>
    public async Task<IReadOnlyList<ShardCutOff?>> ReadCutOffAsync(IReadOnlyList<long> entries, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        if (entries.Count != ShardCount)
            throw new InvalidDataException($"A cut-off of {entries.Count} shards is not of this ledger, which has {ShardCount}.");
        return await Task.WhenAll(readers.Zip(entries, (reader, count) => reader.CutOffAsync(count, cancellation)));
    }

    /// <summary>Business days with entries, oldest first: the day rows of all shards, however many entries there are.</summary>
    /// <param name="from">The first day.</param>
    /// <param name="before">The day after the last one; null: to the last day there is.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<DayTotals>> ReadDaysAsync(DateOnly from, DateOnly? before, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        var shards = await Task.WhenAll(readers.Select(reader => reader.DaysAsync(from, before, cancellation)));
        return [.. shards
            .SelectMany(days => days)
            .GroupBy(day => day.Day, day => day.Revenue)
            .OrderBy(day => day.Key)
            .Select(day => new DayTotals(day.Key, RevenueTotals.Sum(day)))];
    }

    /// <summary>Which entries there are now that a filter may take, to be read as rows; what is recorded later is not among them.</summary>
    public async Task<RevenueScan> StartScanAsync(RevenueFilter filter, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return await RevenueScan.StartAsync(readers, filter, cancellation);
    }

    public void Dispose()
    {
        foreach (var writer in writers)
            writer.Dispose();
        crowd.Dispose();
    }

    /// <summary>
    /// How many of a number of messages to append at a time, so that what comes first is written while the rest is still read: as many times as
    /// a shard needs transactions anyhow. In a crowd all at once, because each time costs reads there.
    /// </summary>
    internal int PortionOf(int messages)
    {
        // Messages fall on the shards unevenly: a tenth less than full transactions leaves room for that.
        var full = ShardCount * BatchFill.MaxEntries * 9 / 10;
        var isOneEach = messages < ShardCount * BatchFill.MaxEntries * 6 / 5;
        if (crowd.IsCrowded || isOneEach)
            return messages;
        var portions = (messages + full - 1) / full;
        return (messages + portions - 1) / portions;
    }

    /// <summary>Writes revenue of distinct ids; each element has its outcome afterwards. All shards at once.</summary>
    internal async Task AppendAsync(IEnumerable<PendingEntry> pending, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);

        // Writers begin with different shards and all go round in the same direction, so that they seldom meet.
        var shards = pending
            .GroupBy(item => LedgerShards.Of(item.Revenue.IdHash, ShardCount))
            .OrderBy(shard => (shard.Key - firstShard + ShardCount) % ShardCount);
        await Task.WhenAll(shards.Select(shard => writers[shard.Key].AppendAsync([.. shard], cancellation)));
    }
}
