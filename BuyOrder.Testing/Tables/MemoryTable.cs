using BuyOrder.Storage;

namespace BuyOrder.Testing.Tables;

/// <summary>One table of <see cref="MemoryTableStore"/>. Rows are copied on their way in and out; every write gives a new ETag.</summary>
internal sealed class MemoryTable(string name, bool stingyPages, Func<string> nextETag) : ITable
{
    /// <summary>After every key that there can be: one unit longer than the longest, all of the highest unit.</summary>
    private static readonly string AfterAllKeys = new('\uFFFF', TableLimits.MaxKeyLength + 1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Partition> partitions = new(StringComparer.Ordinal);
    private bool exists;

    public void Create()
    {
        lock (gate)
            exists = true;
    }

    public Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        TableLimits.CheckKeys(partition, key);
        lock (gate)
            return Task.FromResult(Rows(partition).Find(key) is { } row ? row with { Values = row.Values.Copy() } : null);
    }

    public Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        TableLimits.CheckQuery(query);
        var from = query.Continuation is null ? query.From ?? "" : TableContinuation.Decode(query.Continuation);
        var size = stingyPages ? (query.PageSize + 1) / 2 : query.PageSize;
        lock (gate)
        {
            var rows = Rows(query.Partition);
            var page = stingyPages && query.Continuation is null
                ? new TablePage([], TableContinuation.Encode(from))
                : Page(rows, from, query.Before, size);
            return Task.FromResult(page);
        }
    }

    public Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        TableLimits.CheckBatch(partition, writes);
        lock (gate)
        {
            var rows = Rows(partition);
            for (var i = 0; i < writes.Count; i++)
            {
                if (Refusal(writes[i], rows.Find(writes[i].Key)) is var failure and not BatchFailure.None)
                    return Task.FromResult(BatchResult.Refused(failure, i));
            }
            var etags = new string?[writes.Count];
            for (var i = 0; i < etags.Length; i++)
                etags[i] = Apply(rows, partition, writes[i]);
            return Task.FromResult(BatchResult.Success(etags));
        }
    }

    private static BatchFailure Refusal(TableWrite write, TableRow? row) => write switch
    {
        TableWrite.Insert => row is null ? BatchFailure.None : BatchFailure.AlreadyExists,
        TableWrite.Replace replace => row?.ETag == replace.ETag ? BatchFailure.None : BatchFailure.Changed,
        TableWrite.Delete delete => row?.ETag == delete.ETag ? BatchFailure.None : BatchFailure.Changed,
        _ => throw new ArgumentException($"Unknown write {write.GetType().Name}.", nameof(write)),
    };

    private string? Apply(Partition rows, string partition, TableWrite write)
    {
        var values = write switch
        {
            TableWrite.Insert insert => insert.Values,
            TableWrite.Replace replace => replace.Values,
            _ => null,
        };
        if (values is null)
        {
            rows.Remove(write.Key);
            return null;
        }
        var row = new TableRow(partition, write.Key, values.Copy(), nextETag());
        rows.Put(row);
        return row.ETag;
    }

    private static TablePage Page(Partition partition, string from, string? before, int size)
    {
        var rows = new List<TableRow>();
        if (string.CompareOrdinal(from, AfterAllKeys) > 0)
            return new TablePage(rows, null);
        foreach (var row in partition.From(from))
        {
            if (before is not null && string.CompareOrdinal(row.Key, before) >= 0)
                break;
            if (rows.Count == size)
                return new TablePage(rows, TableContinuation.Encode(row.Key));
            rows.Add(row with { Values = row.Values.Copy() });
        }
        return new TablePage(rows, null);
    }

    private Partition Rows(string partition)
    {
        if (!exists)
            throw new InvalidOperationException($"Table {name} does not exist.");
        if (!partitions.TryGetValue(partition, out var rows))
            partitions.Add(partition, rows = new Partition());
        return rows;
    }

    private sealed class Partition
    {
        private readonly Dictionary<string, TableRow> rows = new(StringComparer.Ordinal);
        private readonly SortedSet<string> keys = new(StringComparer.Ordinal);

        public TableRow? Find(string key) => rows.GetValueOrDefault(key);

        public IEnumerable<TableRow> From(string key) => keys.GetViewBetween(key, AfterAllKeys).Select(found => rows[found]);

        public void Put(TableRow row)
        {
            rows[row.Key] = row;
            keys.Add(row.Key);
        }

        public void Remove(string key)
        {
            rows.Remove(key);
            keys.Remove(key);
        }
    }
}
