using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Testing.Orders;

/// <summary>A copy of the order store's rows, as a backup would hold them.</summary>
internal sealed class OrderBackup
{
    private readonly IReadOnlyList<TableRow> rows;

    private OrderBackup(IReadOnlyList<TableRow> rows) => this.rows = rows;

    public static async Task<OrderBackup> TakeAsync(ITableStore tables) => new(await ReadAsync(tables));

    /// <summary>The order store is again what it was.</summary>
    public async Task RestoreAsync(ITableStore tables)
    {
        var table = tables.Table(OrderKeys.Table);
        foreach (var row in await ReadAsync(tables))
            await SubmitAsync(table, new TableWrite.Delete(row.Key, row.ETag));
        foreach (var row in rows)
            await SubmitAsync(table, new TableWrite.Insert(row.Key, row.Values.Copy()));
    }

    private static async Task<IReadOnlyList<TableRow>> ReadAsync(ITableStore tables)
    {
        var page = await tables.Table(OrderKeys.Table).QueryAsync(new TableQuery(OrderKeys.Partition), CancellationToken.None);
        Check.Null(page.Continuation);
        return page.Rows;
    }

    private static async Task SubmitAsync(ITable table, TableWrite write) =>
        Check.True((await table.SubmitAsync(OrderKeys.Partition, [write], CancellationToken.None)).Applied);
}
