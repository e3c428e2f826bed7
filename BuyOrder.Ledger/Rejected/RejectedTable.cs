using BuyOrder.Domain.Revenue;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Ledger.Rejected;

/// <summary>Reads items of rejected revenue and writes their changes with the number of open ones, in one transaction.</summary>
internal sealed class RejectedTable(ITable table)
{
    /// <summary>
    /// Each takes at most three operations (body, item, open row; or item, open row, audit); the counter and the head of the audits one each.
    /// </summary>
    public const int MaxChanges = (TableLimits.MaxBatchOperations - 2) / 3;

    public async Task<long> CountOpenAsync(CancellationToken cancellation) => Count(await ReadAsync(RejectedKeys.Count, cancellation));

    /// <summary>An item and its bytes, as many as were kept; null when there is none.</summary>
    public async Task<(RejectedItem Item, byte[] Body)?> FindAsync(Sha256Hash body, CancellationToken cancellation)
    {
        if (await ReadAsync(RejectedKeys.Body(body), cancellation) is not { } row)
            return null;
        var item = await ReadAsync(RejectedKeys.Item(RejectedBodyRow.FirstAt(row.Values), body), cancellation)
            ?? throw new InvalidDataException($"Rejected revenue {body} has bytes and no item.");
        return (RejectedItemRow.Read(item.Values), RejectedBodyRow.Body(row.Values));
    }

    /// <summary>Writes what <paramref name="decide"/> makes of items as they are now; null of it leaves one as it is.</summary>
    /// <returns>The items as they are then, null for one that is not there; null for all: another writer was faster.</returns>
    public async Task<IReadOnlyList<RejectedItem?>?> TryChangeAsync(
        IReadOnlyList<Sha256Hash> bodies, Func<Sha256Hash, RejectedItem?, RejectedChange?> decide, CancellationToken cancellation)
    {
        var counter = ReadAsync(RejectedKeys.Count, cancellation);
        var before = await Task.WhenAll(bodies.Select(body => LoadAsync(body, cancellation)));
        var count = await counter;
        if (before.Any(stored => stored is { Item.Status: RejectedStatus.Open, OpenETag: null }))
            return null;

        var after = before.Select(stored => stored?.Item).ToArray();
        var writes = new List<TableWrite>();
        var audits = new List<AuditRecord>();
        var opened = 0;
        for (var i = 0; i < before.Length; i++)
        {
            if (decide(bodies[i], after[i]) is not { } change)
                continue;
            opened += Opened(change.After.Status) - Opened(after[i]?.Status);
            writes.AddRange(before[i] is { } stored ? Writes(stored, change.After) : Inserts(change));
            if (change.Audit is { } audit)
                audits.Add(audit);
            after[i] = change.After;
        }
        if (opened != 0)
            writes.Add(CounterWrite(count, opened));

        // Only what operators do has audits: intake never waits for the head of their chain.
        if (audits.Count > 0)
            writes.AddRange((await AuditHead.ReadAsync(table, RejectedKeys.Partition, cancellation)).Writes(audits));
        return writes.Count == 0 || (await table.SubmitAsync(RejectedKeys.Partition, writes, cancellation)).Applied ? after : null;
    }

    private static int Opened(RejectedStatus? status) => status == RejectedStatus.Open ? 1 : 0;

    private static long Count(TableRow? row) => row?.Values.Int64("open") ?? 0;

    private static IEnumerable<TableWrite> Inserts(RejectedChange change)
    {
        var item = change.After;
        yield return new TableWrite.Insert(RejectedKeys.Body(item.Body), RejectedBodyRow.Write(change.NewBody.Span, item.FirstAt));
        yield return new TableWrite.Insert(RejectedKeys.Item(item.FirstAt, item.Body), RejectedItemRow.Write(item));
        yield return new TableWrite.Insert(RejectedKeys.Open(item.FirstAt, item.Body), RejectedItemRow.WriteOpen(item));
    }

    private static IEnumerable<TableWrite> Writes(Stored before, RejectedItem after)
    {
        yield return new TableWrite.Replace(RejectedKeys.Item(after.FirstAt, after.Body), RejectedItemRow.Write(after), before.ETag);
        if (before.Item.Status != RejectedStatus.Open)
            yield break;
        var open = RejectedKeys.Open(after.FirstAt, after.Body);
        if (after.Status != RejectedStatus.Open)
            yield return new TableWrite.Delete(open, before.OpenETag!);
        else if (after.Rejection.Reason != before.Item.Rejection.Reason)
            yield return new TableWrite.Replace(open, RejectedItemRow.WriteOpen(after), before.OpenETag!);
    }

    private static TableWrite CounterWrite(TableRow? counter, int opened)
    {
        var values = new RowValues { ["open"] = Count(counter) + opened };
        return counter is null
            ? new TableWrite.Insert(RejectedKeys.Count, values)
            : new TableWrite.Replace(RejectedKeys.Count, values, counter.ETag);
    }

    private async Task<Stored?> LoadAsync(Sha256Hash body, CancellationToken cancellation)
    {
        if (await ReadAsync(RejectedKeys.Body(body), cancellation) is not { } row)
            return null;
        var firstAt = RejectedBodyRow.FirstAt(row.Values);
        var open = ReadAsync(RejectedKeys.Open(firstAt, body), cancellation);
        var item = await ReadAsync(RejectedKeys.Item(firstAt, body), cancellation)
            ?? throw new InvalidDataException($"Rejected revenue {body} has bytes and no item.");

        // Read at two moments: it may be closed in between.
        return new Stored(RejectedItemRow.Read(item.Values), item.ETag, (await open)?.ETag);
    }

    private Task<TableRow?> ReadAsync(string key, CancellationToken cancellation) =>
        table.ReadAsync(RejectedKeys.Partition, key, cancellation);

    private sealed record Stored(RejectedItem Item, string ETag, string? OpenETag);
}

/// <summary>How an item is to be written.</summary>
/// <param name="After">The item as it will be.</param>
/// <param name="NewBody">Its bytes, for an item that is not there yet.</param>
/// <param name="Audit">Who did it; null for the service itself.</param>
internal sealed record RejectedChange(RejectedItem After, ReadOnlyMemory<byte> NewBody = default, AuditRecord? Audit = null);
