using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>The parameters as an app with a mistake reads them: one member has another value.</summary>
/// <param name="tables">As they are.</param>
/// <param name="member">Which.</param>
/// <param name="value">
/// Its value, given the older version that the open order was reserved under, or null when there is no such order; null leaves it as it is.
/// </param>
internal sealed class PlantedParameters(ITableStore tables, string member, Func<RowValues?, string?> value) : InterceptedTables(tables)
{
    private readonly ITable book = tables.Table(OrderKeys.Table);

    protected override async Task<TableRow?> ReadAsync(ITable table, string name, string partition, string key, CancellationToken cancellation)
    {
        var row = await table.ReadAsync(partition, key, cancellation);
        if (name != ParameterStore.TableName || row is null || ParametersRow.VersionOf(key) is not { } version)
            return row;
        var frozen = await FrozenAsync() is { } older && older < version ? await table.ReadAsync(partition, ParametersRow.Key(older), cancellation) : null;
        if (value(frozen?.Values) is not { } other)
            return row;
        var values = row.Values.Copy();
        values[member] = other;
        values[ParametersRow.HashColumn] = ParametersRow.HashOf(values);
        return row with { Values = values };
    }

    private async Task<int?> FrozenAsync()
    {
        var state = await book.ReadAsync(OrderKeys.Partition, OrderKeys.State, CancellationToken.None);
        return state?.Values.TextOrNull("openOrderId") is { } open && await book.ReadAsync(OrderKeys.Partition, OrderKeys.Order(open), CancellationToken.None) is { } order
            ? order.Values.Int32("parametersVersion")
            : null;
    }
}
