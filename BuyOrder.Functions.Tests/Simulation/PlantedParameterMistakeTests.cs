using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Simulation;
using BuyOrder.Storage;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes in which parameters a step goes by: each is put into the engine and must be found.</summary>
public sealed class PlantedParameterMistakeTests(ITestOutputHelper output)
{
    private const string Price = "ReferencePrice";

    [Fact]
    public void Frozen_price_on_a_held_order_is_found() =>
        Planted.IsFound(output, 420..2000, "buys at a price that is not the one in force", () => new Plant
        {
            Tables = tables => new PlantedParameters(tables) { Member = Price, WhileOpen = frozen => frozen.Text(Price) },
        });

    [Fact]
    public void Version_that_was_read_once_and_is_kept_is_found() =>
        Planted.IsFound(output, 1..150, "parameters that were not in force any more", () => new Plant { Tables = tables => new KeptTables(tables) });

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
