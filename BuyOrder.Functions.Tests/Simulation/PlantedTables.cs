using BuyOrder.Functions.Orders;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Tables that do not write what they were told to: as if the app had a mistake in what it writes.</summary>
internal sealed class PlantedTables(
    ITableStore tables, Func<ITable, IReadOnlyList<TableWrite>, Task<IReadOnlyList<TableWrite>>> mistake) : ITableStore
{
    public ITable Table(string name) =>
        name == BookKeys.Table ? new PlantedTable(tables.Table(name), mistake) : tables.Table(name);

    public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation) => tables.CreateMissingAsync(names, cancellation);

    private sealed class PlantedTable(
        ITable table, Func<ITable, IReadOnlyList<TableWrite>, Task<IReadOnlyList<TableWrite>>> mistake) : ITable
    {
        public Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation) =>
            table.ReadAsync(partition, key, cancellation);

        public Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation) => table.QueryAsync(query, cancellation);

        public async Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation)
        {
            var written = (await mistake(table, writes)).ToList();
            var result = await table.SubmitAsync(partition, written, cancellation);
            return result.Applied
                ? BatchResult.Success([.. writes.Select(write => ETagOf(write, written, result))])
                : result;
        }

        private static string? ETagOf(TableWrite write, List<TableWrite> written, BatchResult result) =>
            written.FindIndex(other => other.Key == write.Key) is >= 0 and var index ? result.ETags[index] : "never written";
    }
}
