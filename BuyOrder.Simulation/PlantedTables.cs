using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Simulation;

/// <summary>The order store's table as an app with a mistake uses it: it reads or writes something else than it should.</summary>
internal sealed class PlantedTables(ITableStore tables) : InterceptedTables(tables)
{
    /// <summary>What the app makes of a row it has read.</summary>
    public Func<ITable, TableRow, Task<TableRow?>> Read { get; init; } = (_, row) => Task.FromResult<TableRow?>(row);

    /// <summary>What the app does when it should write these rows in one batch.</summary>
    public Func<ITable, IReadOnlyList<TableWrite>, Task<BatchResult>> Write { get; init; } = SubmitAsync;

    /// <summary>Any record will do as the newest one, also if the state names another.</summary>
    public bool TakesAnyHead { get; init; }

    /// <summary>What the app does when there is no state.</summary>
    public Func<ITable, Task> Missing { get; init; } = _ => Task.CompletedTask;

    public static Task<BatchResult> SubmitAsync(ITable table, IReadOnlyList<TableWrite> writes) =>
        table.SubmitAsync(OrderKeys.Partition, writes, CancellationToken.None);

    /// <summary>Writes other rows than the app was to write, and lets the caller believe that it were those.</summary>
    public static async Task<BatchResult> SubmitOthersAsync(ITable table, IReadOnlyList<TableWrite> meant, IReadOnlyList<TableWrite> written)
    {
        var result = await SubmitAsync(table, written);
        return result.Applied ? BatchResult.Success([.. meant.Select(write => ETagOf(write.Key))]) : result;

        string? ETagOf(string key) =>
            written.Select(write => write.Key).ToList().IndexOf(key) is >= 0 and var index ? result.ETags[index] : "not written";
    }

    protected override async Task<TableRow?> ReadAsync(ITable table, string name, string partition, string key, CancellationToken cancellation)
    {
        if (name != OrderKeys.Table)
            return await table.ReadAsync(partition, key, cancellation);
        var row = await ReadRowAsync(table, partition, key, cancellation);
        if (row is null && key == OrderKeys.State)
        {
            await Missing(table);
            row = await ReadRowAsync(table, partition, key, cancellation);
        }

        return row is not null && key == OrderKeys.State && await OrderStoreReader.NewestRecordAsync(table, cancellation) is { } newest
            ? (await SealedAsync(table, row, newest, cancellation)).State
            : row;
    }

    protected override async Task<TablePage> QueryAsync(ITable table, string name, TableQuery query, CancellationToken cancellation)
    {
        var page = await table.QueryAsync(query, cancellation);
        return name == OrderKeys.Table && query.From == OrderKeys.RecordPrefix && page.Rows is [var newest]
            && await ReadRowAsync(table, OrderKeys.Partition, OrderKeys.State, cancellation) is { } state
            ? page with { Rows = [(await SealedAsync(table, state, newest, cancellation)).Record] }
            : page;
    }

    protected override Task<BatchResult> SubmitAsync(
        ITable table, string name, string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation) =>
        name == OrderKeys.Table ? Write(table, writes) : table.SubmitAsync(partition, writes, cancellation);

    private async Task<TableRow?> ReadRowAsync(ITable table, string partition, string key, CancellationToken cancellation) =>
        await table.ReadAsync(partition, key, cancellation) is { } row ? await Read(table, row) : null;

    /// <summary>A mistake of the app is no edited row: what it reads fits together, wrong as it is.</summary>
    private async Task<(TableRow State, TableRow Record)> SealedAsync(ITable table, TableRow state, TableRow newest, CancellationToken cancellation)
    {
        var seen = TreasuryStateRow.Read(state.Values);
        var order = seen.OpenOrderId is { } id ? await ReadRowAsync(table, OrderKeys.Partition, OrderKeys.Job(id), cancellation) : null;
        var record = RecordRow.Write(RecordRow.Read(newest.Values) with { Sums = seen.Sums });
        var whole = seen with
        {
            RecordNumber = TakesAnyHead ? record.Int64("number") : seen.RecordNumber,
            RecordHash = record.Text(RecordRow.HashColumn),
            OpenOrderHash = order is null ? null : RowHash.Of(order.Values),
        };
        return (state with { Values = TreasuryStateRow.Write(whole) }, newest with { Values = record });
    }
}
