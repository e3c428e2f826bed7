using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>The order book's table as an app with a mistake uses it: it reads or writes something else than it should.</summary>
internal sealed class PlantedTables(ITableStore tables) : ITableStore
{
    /// <summary>What the app makes of a row it has read.</summary>
    public Func<ITable, TableRow, Task<TableRow?>> Read { get; init; } = (_, row) => Task.FromResult<TableRow?>(row);

    /// <summary>What the app does when it should write these rows in one batch.</summary>
    public Func<ITable, IReadOnlyList<TableWrite>, Task<BatchResult>> Write { get; init; } = SubmitAsync;

    public ITable Table(string name) => name == BookKeys.Table ? new PlantedTable(tables.Table(name), this) : tables.Table(name);

    public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation) => tables.CreateMissingAsync(names, cancellation);

    public static Task<BatchResult> SubmitAsync(ITable table, IReadOnlyList<TableWrite> writes) =>
        table.SubmitAsync(BookKeys.Partition, writes, CancellationToken.None);

    /// <summary>Writes other rows than the app was to write, and lets the caller believe that it were those.</summary>
    public static async Task<BatchResult> SubmitOthersAsync(ITable table, IReadOnlyList<TableWrite> meant, IReadOnlyList<TableWrite> written)
    {
        var result = await SubmitAsync(table, written);
        return result.Applied ? BatchResult.Success([.. meant.Select(write => ETagOf(write.Key))]) : result;

        string? ETagOf(string key) =>
            written.Select(write => write.Key).ToList().IndexOf(key) is >= 0 and var index ? result.ETags[index] : "not written";
    }

    private sealed class PlantedTable(ITable table, PlantedTables plant) : ITable
    {
        public async Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation) =>
            await table.ReadAsync(partition, key, cancellation) is { } row ? await plant.Read(table, row) : null;

        public Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation) => table.QueryAsync(query, cancellation);

        public Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation) =>
            plant.Write(table, writes);
    }
}
