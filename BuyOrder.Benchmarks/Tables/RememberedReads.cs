using System.Collections.Concurrent;
using BuyOrder.Storage;

namespace BuyOrder.Benchmarks.Tables;

/// <summary>Tables that remember which rows were read by their keys, so that the same reads can be made without the product.</summary>
internal sealed class RememberedReads(ITableStore inner) : ITableStore
{
    private readonly ConcurrentQueue<(string Table, string Partition, string Key)> reads = new();

    /// <summary>The point reads since the last call.</summary>
    public IReadOnlyList<(string Table, string Partition, string Key)> Take()
    {
        var taken = reads.ToArray();
        reads.Clear();
        return taken;
    }

    public ITable Table(string name) => new RememberingTable(name, inner.Table(name), this);

    public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation) => inner.CreateMissingAsync(names, cancellation);

    private sealed class RememberingTable(string name, ITable table, RememberedReads all) : ITable
    {
        public Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation)
        {
            all.reads.Enqueue((name, partition, key));
            return table.ReadAsync(partition, key, cancellation);
        }

        public Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation) => table.QueryAsync(query, cancellation);

        public Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation) =>
            table.SubmitAsync(partition, writes, cancellation);
    }
}
