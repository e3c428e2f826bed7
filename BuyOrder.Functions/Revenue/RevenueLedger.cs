using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue;

/// <summary>The revenue ledger: append-only entries in shards, each with a head that holds its totals (docs/ledger-format.md).</summary>
/// <remarks>Every method may be called at once by any number of callers and instances.</remarks>
internal sealed class RevenueLedger(ITableStore store, LedgerOptions options, TimeProvider time)
{
    public int ShardCount => options.ShardCount;

    public TimeZoneInfo BusinessZone { get; } = TimeZoneInfo.FindSystemTimeZoneById(options.BusinessTimeZone);

    /// <summary>Creates the tables and the meta row, or checks that the ledger was created with these settings. Does nothing when done before.</summary>
    /// <exception cref="LedgerSettingsException">The settings differ from the ledger's.</exception>
    /// <exception cref="TableUnavailableException">The storage does not answer.</exception>
    public Task OpenAsync(CancellationToken cancellation) => throw new NotSupportedException($"{store} {time} {cancellation}");

    /// <summary>The totals: one point read per shard, all at once.</summary>
    public Task<LedgerTotals> ReadTotalsAsync(CancellationToken cancellation) => throw new NotSupportedException($"{cancellation}");

    /// <summary>The totals, after comparing each shard's head with its newest block: two reads per shard. Before an order this is asked.</summary>
    public Task<LedgerHeadCheck> CheckHeadsAsync(CancellationToken cancellation) => throw new NotSupportedException($"{cancellation}");

    /// <summary>One entry by the sender's id, or null.</summary>
    public Task<FoundEntry?> FindAsync(string id, CancellationToken cancellation) => throw new NotSupportedException($"{id} {cancellation}");

    /// <summary>One page of entries, newest first over all shards.</summary>
    /// <param name="filter">Half-open range of recording time, source.</param>
    /// <param name="pageSize">1 to 1 000.</param>
    /// <param name="continuation">Of the page before; null = from the newest.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<RevenuePage> ListAsync(
        RevenueFilter filter, int pageSize, RevenueContinuation? continuation, CancellationToken cancellation) =>
        throw new NotSupportedException($"{filter} {pageSize} {continuation} {cancellation}");
}
