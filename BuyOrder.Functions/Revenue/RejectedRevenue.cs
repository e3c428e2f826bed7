using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Revenue.Rows;
using BuyOrder.Functions.Revenue.Writing;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue;

/// <summary>Messages that can never become an entry, with their reason and raw body. Nothing is ever deleted.</summary>
internal sealed class RejectedRevenue(ITableStore store, TimeProvider time) : IDisposable
{
    /// <summary>A row and its list row each, and the counter: together 99 operations.</summary>
    private const int MaxRowsPerBatch = 49;

    private const int MaxBytesPerBatch = BatchFill.MaxBytes;

    private readonly ITable table = store.Table(RejectedRow.Table);
    private readonly SemaphoreSlim turn = new(1);
    private volatile bool opened;

    /// <summary>How many wait for somebody to look at them: one point read.</summary>
    public async Task<long> CountOpenAsync(CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return Count(await table.ReadAsync(RejectedRow.Partition, RejectedRow.CountKey, cancellation));
    }

    /// <summary>Keeps messages with their reasons; the same raw body is kept once and its deliveries counted.</summary>
    /// <exception cref="TableUnavailableException">Some may be kept, some not; a second delivery of a kept one is only counted.</exception>
    internal async Task KeepAsync(IReadOnlyList<RefusedMessage> refused, CancellationToken cancellation)
    {
        if (refused.Count == 0)
            return;
        await OpenAsync(cancellation);
        var bodies = refused.GroupBy(item => Sha256Hash.Of(item.Message.Body.Span)).Select(body => new RefusedBody(body.Key, [.. body]));
        await turn.WaitAsync(cancellation);
        try
        {
            foreach (var batch in Batches(bodies))
            {
                var contention = new Contention("The counter of rejected revenue", time);
                while (!await TryKeepAsync(batch, cancellation))
                    await contention.PauseAsync(cancellation);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private static IEnumerable<List<RefusedBody>> Batches(IEnumerable<RefusedBody> bodies)
    {
        var batch = new List<RefusedBody>();
        var bytes = 0;
        foreach (var body in bodies)
        {
            if (batch.Count > 0 && (batch.Count == MaxRowsPerBatch || bytes + body.MaxBytes > MaxBytesPerBatch))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }
            batch.Add(body);
            bytes += body.MaxBytes;
        }
        yield return batch;
    }

    private static long Count(TableRow? row) => row?.Values.Int64("open") ?? 0;

    private async Task<bool> TryKeepAsync(List<RefusedBody> bodies, CancellationToken cancellation)
    {
        var keys = bodies.Select(body => RejectedRow.Key(body.Hash)).Append(RejectedRow.CountKey);
        var rows = await Task.WhenAll(keys.Select(key => table.ReadAsync(RejectedRow.Partition, key, cancellation)));

        var now = time.GetUtcNow();
        var writes = new List<TableWrite>();
        for (var i = 0; i < bodies.Count; i++)
            writes.AddRange(Writes(bodies[i], rows[i], now));
        var added = rows[..^1].Count(row => row is null);
        if (added > 0)
            writes.Add(CounterWrite(rows[^1], added));
        return (await table.SubmitAsync(RejectedRow.Partition, writes, cancellation)).Applied;
    }

    private static IEnumerable<TableWrite> Writes(RefusedBody body, TableRow? row, DateTimeOffset now)
    {
        var key = RejectedRow.Key(body.Hash);
        if (row is not null)
        {
            yield return new TableWrite.Replace(key, RejectedRow.Delivered(row.Values, body.Latest, body.Deliveries, now), row.ETag);
            yield break;
        }
        yield return new TableWrite.Insert(key, RejectedRow.Write(body.Latest, body.Deliveries, now));
        yield return new TableWrite.Insert(
            RejectedRow.ListKey(now, body.Hash), new RowValues { ["hash"] = body.Hash.ToArray(), ["reason"] = body.Latest.Rejection.Reason });
    }

    private static TableWrite CounterWrite(TableRow? counter, int added)
    {
        var values = new RowValues { ["open"] = Count(counter) + added };
        return counter is null
            ? new TableWrite.Insert(RejectedRow.CountKey, values)
            : new TableWrite.Replace(RejectedRow.CountKey, values, counter.ETag);
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        if (opened)
            return;
        await store.CreateMissingAsync([RejectedRow.Table], cancellation);
        opened = true;
    }

    /// <summary>All refused messages of one call that have the same raw body.</summary>
    private sealed record RefusedBody(Sha256Hash Hash, IReadOnlyList<RefusedMessage> Messages)
    {
        public RefusedMessage Latest => Messages[^1];

        public int Deliveries => Messages.Count;

        public int MaxBytes => RejectedRow.MaxBytes(Latest.Message.Body.Length);
    }
}
