using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Store;
using BuyOrder.Simulation;
using BuyOrder.Storage;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes in which parameters a step goes by: each is put into the engine and must be found.</summary>
public sealed class PlantedParameterMistakeTests(ITestOutputHelper output)
{
    [Fact]
    public void Frozen_price_on_a_held_order_is_found() =>
        Planted.IsFound(output, 400..2000, "buys at a price that is not the one in force", () => new Plant { Tables = tables => new FrozenTables(tables) });

    [Fact]
    public void Version_that_was_read_once_and_is_kept_is_found() =>
        Planted.IsFound(output, 1..150, "parameters that were not in force any more", () => new Plant { Tables = tables => new KeptTables(tables) });

    /// <summary>While an order is open the price of the version in force is that of the version which the order was reserved under.</summary>
    private sealed class FrozenTables(ITableStore tables) : InterceptedTables(tables)
    {
        private const string Price = "ReferencePrice";

        private readonly ITable book = tables.Table(OrderKeys.Table);

        protected override async Task<TableRow?> ReadAsync(ITable table, string name, string partition, string key, CancellationToken cancellation)
        {
            var row = await table.ReadAsync(partition, key, cancellation);
            if (name != ParameterStore.TableName || row is null || ParametersRow.VersionOf(key) is not { } version || await FrozenAsync() is not { } frozen || frozen >= version)
                return row;
            var old = await table.ReadAsync(partition, ParametersRow.Key(frozen), cancellation);
            var values = row.Values.Copy();
            values[Price] = old!.Values.Text(Price);
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

    /// <summary>A process goes by the first version that it has read, and by states that name no version.</summary>
    private sealed class KeptTables(ITableStore tables) : InterceptedTables(tables)
    {
        private TableRow? kept;

        protected override async Task<TableRow?> ReadAsync(ITable table, string name, string partition, string key, CancellationToken cancellation)
        {
            if (name == ParameterStore.TableName && key == ParameterStore.Current)
                return kept ??= await table.ReadAsync(partition, key, cancellation);
            var row = await table.ReadAsync(partition, key, cancellation);
            return name == OrderKeys.Table && key == OrderKeys.State && row is not null
                ? row with { Values = TreasuryStateRow.Write(TreasuryStateRow.Read(row.Values) with { ParametersVersion = 0 }) }
                : row;
        }
    }
}
