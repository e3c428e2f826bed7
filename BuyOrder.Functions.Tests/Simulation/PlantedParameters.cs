using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>The parameters as an app with a mistake reads them.</summary>
internal sealed class PlantedParameters(ITableStore tables) : InterceptedTables(tables)
{
    private readonly ITable book = tables.Table(OrderKeys.Table);

    /// <summary>The member that has another value.</summary>
    public required string Member { get; init; }

    /// <summary>Its value in every version.</summary>
    public string? Always { get; init; }

    /// <summary>Or only in those that are newer than the one that the open order was reserved under, given that one.</summary>
    public Func<RowValues, string>? WhileOpen { get; init; }

    protected override async Task<TableRow?> ReadAsync(ITable table, string name, string partition, string key, CancellationToken cancellation)
    {
        var row = await table.ReadAsync(partition, key, cancellation);
        if (name != ParameterStore.TableName || row is null || ParametersRow.VersionOf(key) is not { } version)
            return row;
        if (WhileOpen is null)
            return With(row, Always!);
        return await FrozenAsync() is { } frozen && frozen < version
            ? With(row, WhileOpen((await table.ReadAsync(partition, ParametersRow.Key(frozen), cancellation))!.Values))
            : row;
    }

    private TableRow With(TableRow row, string value)
    {
        var values = row.Values.Copy();
        values[Member] = value;
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
