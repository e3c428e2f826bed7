using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Writing;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rejected;

/// <summary>Messages that could not become an entry, with their reason and raw body. Nothing is ever deleted.</summary>
/// <remarks>All methods throw <see cref="TableUnavailableException"/> when the storage gives no trustworthy answer.</remarks>
internal sealed class RejectedRevenue(ITableStore store, TimeProvider time) : IDisposable
{
    /// <summary>On its way to the storage a body is held about ten times, as bytes, JSON and requests: few at once keep the process small.</summary>
    private const int MaxBytesPerBatch = 3 * 512 * 1024;

    /// <summary>A batch above it leaves so much behind in large arrays that it is collected before the next.</summary>
    private const int MaxBytesLeftBehind = 512 * 1024;

    private readonly RejectedTable items = new(store.Table(RejectedKeys.Table));
    private readonly RejectedListing listing = new(store.Table(RejectedKeys.Table));
    private readonly SemaphoreSlim turn = new(1);
    private volatile bool opened;

    /// <summary>How many wait for an operator: one point read.</summary>
    public async Task<long> CountOpenAsync(CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return await items.CountOpenAsync(cancellation);
    }

    /// <summary>When the one came first that has been waiting longest; null when none is open.</summary>
    public async Task<DateTimeOffset?> OldestOpenAsync(CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return await listing.OldestOpenAsync(cancellation);
    }

    /// <inheritdoc cref="RejectedListing.CountBetweenAsync"/>
    public async Task<IReadOnlyList<(string Reason, long Count)>> CountBetweenAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return await listing.CountBetweenAsync(from, to, cancellation);
    }

    /// <summary>An item and its bytes, as many as were kept; null when there is none.</summary>
    public async Task<(RejectedItem Item, byte[] Body)?> FindAsync(Sha256Hash body, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return await items.FindAsync(body, cancellation);
    }

    /// <summary>A page of items, newest first. It may be short, even empty, and still have a continuation.</summary>
    public async Task<RejectedPage<RejectedItem>> ListAsync(
        string? reason, RejectedStatus? status, int pageSize, string? continuation, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return await listing.PageAsync(reason, status, pageSize, continuation, cancellation);
    }

    /// <summary>A page of open items, oldest first.</summary>
    public async Task<RejectedPage<OpenRejected>> ListOpenAsync(int pageSize, string? continuation, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return await listing.OpenPageAsync(pageSize, continuation, cancellation);
    }

    /// <summary>Keeps messages with their reasons; the same raw body is kept once and its deliveries counted.</summary>
    /// <exception cref="TableUnavailableException">Some may be kept, some not; a second delivery of a kept one is only counted.</exception>
    internal async Task KeepAsync(IReadOnlyList<RefusedMessage> refused, CancellationToken cancellation)
    {
        if (refused.Count == 0)
            return;
        var bodies = refused.GroupBy(item => Sha256Hash.Of(item.Message.Body.Span)).Select(body => new RefusedBody(body.Key, [.. body]));
        foreach (var batch in Batches(bodies))
        {
            var byHash = batch.ToDictionary(body => body.Hash);
            var now = time.GetUtcNow();
            await ChangeBatchAsync([.. byHash.Keys], (hash, item) => byHash[hash].Keep(item, now), cancellation);

            // The collector by itself lets as much pile up as the messages of the call take.
            if (batch.Sum(body => body.MaxBytes) > MaxBytesLeftBehind)
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        }
    }

    /// <summary>Writes what <paramref name="decide"/> makes of items as they stand; it is asked again when others were faster.</summary>
    /// <returns>The items as they are then, in the order of <paramref name="bodies"/>; null for one that is not there.</returns>
    internal async Task<IReadOnlyList<RejectedItem?>> ChangeAsync(
        IReadOnlyList<Sha256Hash> bodies, Func<RejectedItem, RejectedChange?> decide, CancellationToken cancellation)
    {
        var after = new List<RejectedItem?>();
        foreach (var batch in bodies.Chunk(RejectedTable.MaxChanges))
            after.AddRange(await ChangeBatchAsync(batch, (_, item) => item is null ? null : decide(item), cancellation));
        return after;
    }

    public void Dispose() => turn.Dispose();

    private static IEnumerable<List<RefusedBody>> Batches(IEnumerable<RefusedBody> bodies)
    {
        var batch = new List<RefusedBody>();
        var bytes = 0;
        foreach (var body in bodies)
        {
            if (batch.Count > 0 && (batch.Count == RejectedTable.MaxChanges || bytes + body.MaxBytes > MaxBytesPerBatch))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }
            batch.Add(body);
            bytes += body.MaxBytes;
        }
        yield return batch;
    }

    /// <summary>Callers in this process take turns; other instances are met at the ETags of the items and the counter.</summary>
    private async Task<IReadOnlyList<RejectedItem?>> ChangeBatchAsync(
        IReadOnlyList<Sha256Hash> bodies, Func<Sha256Hash, RejectedItem?, RejectedChange?> decide, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        await turn.WaitAsync(cancellation);
        try
        {
            var contention = new ConflictBackoff("Rejected revenue", time);
            while (true)
            {
                if (await items.TryChangeAsync(bodies, decide, cancellation) is { } after)
                    return after;
                await contention.PauseAsync(TimeSpan.Zero, cancellation);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        if (opened)
            return;
        await store.CreateMissingAsync([RejectedKeys.Table], cancellation);
        opened = true;
    }

    /// <summary>All refused messages of one call that have the same raw body.</summary>
    private sealed record RefusedBody(Sha256Hash Hash, IReadOnlyList<RefusedMessage> Messages)
    {
        public int MaxBytes => RejectedItemRow.MaxBytes(Latest.Message.Body.Length);

        private RefusedMessage Latest => Messages[^1];

        public RejectedChange Keep(RejectedItem? item, DateTimeOffset now)
        {
            var body = Latest.Message.Body;
            item ??= new RejectedItem(Hash, now, body.Length, body.Length > RejectedBodyRow.MaxKeptBytes) { Rejection = Latest.Rejection };
            return new RejectedChange(item.Delivered(Latest, Messages.Count, now), body);
        }
    }
}
