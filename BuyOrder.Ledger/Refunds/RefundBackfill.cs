using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Reading;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Refunds;

/// <summary>
/// Puts the refunds of a ledger that is older than the index into it, once, and remembers how far it has come: partition <c>index</c>, row
/// <c>refunds</c>. Several instances may be at it; each row is inserted once.
/// </summary>
internal sealed class RefundBackfill(ITableStore store, LedgerOptions options, TimeProvider time)
{
    public const string Partition = "index";
    public const string Row = "refunds";

    private readonly ITable table = store.Table(LedgerKeys.Table);
    private volatile bool done;

    /// <summary>One read, and none once it has said so.</summary>
    public async Task<bool> IsDoneAsync(CancellationToken cancellation)
    {
        if (!done)
            done = (await ReadAsync(cancellation))?.Values["doneAt"] is not null;
        return done;
    }

    /// <summary>The ledger has had the index from its beginning: there is nothing to catch up with.</summary>
    public void Skip() => done = true;

    /// <summary>Goes on where it stopped, page by page until the time is over; true when nothing is left.</summary>
    public async Task<bool> RunAsync(TimeSpan budget, CancellationToken cancellation)
    {
        if (await IsDoneAsync(cancellation))
            return true;
        var began = time.GetTimestamp();
        var row = await ReadAsync(cancellation);
        var etag = row?.ETag;
        var after = row?.Values.TextOrNull("after");
        for (var shard = row?.Values.Int32("shard") ?? 0; shard < options.ShardCount; shard++, after = null)
        {
            var reader = new ShardReader(table, shard);
            string? continuation = null;
            do
            {
                var page = await reader.EntryRowsAsync(after, continuation, cancellation);
                continuation = page.Continuation;
                await RefundRows.InsertMissingAsync(table, LedgerKeys.Partition(shard), page.Rows.Select(Refund).OfType<LedgerEntry>(), cancellation);
                if (page.Rows is not [.., var last])
                    continue;
                after = last.Key;
                if (await SaveAsync(new RowValues { ["shard"] = shard, ["after"] = after }, etag, cancellation) is not { } saved)
                    return false;
                etag = saved;
                if (continuation is not null && time.GetElapsedTime(began) >= budget)
                    return false;
            }
            while (continuation is not null);
        }
        done = await SaveAsync(new RowValues { ["doneAt"] = time.GetUtcNow() }, etag, cancellation) is not null;
        return done;
    }

    /// <summary>A row that cannot be read is a fault for the verification to name, and refunds nothing.</summary>
    private static LedgerEntry? Refund(TableRow row)
    {
        try
        {
            return EntryRow.Read(row) is { Revenue.Message.RefundOf: not null } refund ? refund : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private Task<TableRow?> ReadAsync(CancellationToken cancellation) => table.ReadAsync(Partition, Row, cancellation);

    /// <summary>The new ETag; null when another instance is at it.</summary>
    private async Task<string?> SaveAsync(RowValues values, string? etag, CancellationToken cancellation)
    {
        TableWrite write = etag is null ? new TableWrite.Insert(Row, values) : new TableWrite.Replace(Row, values, etag);
        var result = await table.SubmitAsync(Partition, [write], cancellation);
        return result.Applied ? result.ETags[0] : null;
    }
}
