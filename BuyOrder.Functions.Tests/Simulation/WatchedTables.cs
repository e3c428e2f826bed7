using BuyOrder.Orders.Store;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>The tables themselves, with somebody who reads along what is written to the order book.</summary>
internal sealed class WatchedTables(ITableStore tables, Action<IReadOnlyList<TableWrite>> written) : ITableStore
{
    public ITable Table(string name) => name == OrderKeys.Table ? new WatchedTable(tables.Table(name), written) : tables.Table(name);

    public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation) => tables.CreateMissingAsync(names, cancellation);

    private sealed class WatchedTable(ITable table, Action<IReadOnlyList<TableWrite>> written) : ITable
    {
        public Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation) =>
            table.ReadAsync(partition, key, cancellation);

        public Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation) => table.QueryAsync(query, cancellation);

        public async Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation)
        {
            var result = await table.SubmitAsync(partition, writes, cancellation);
            if (result.Applied)
                written(writes);
            return result;
        }
    }
}
