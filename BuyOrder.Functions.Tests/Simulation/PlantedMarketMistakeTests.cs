using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Rows;
using BuyOrder.Simulation;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes in which market is bought at where there are two: each is put into the engine and must be found.</summary>
public sealed class PlantedMarketMistakeTests(ITestOutputHelper output)
{
    private const string MarketColumn = "quoteMarket";
    private const string NotTheBetter = "by the quotes that the nodes showed";

    [Fact]
    public void Gas_that_is_not_counted_is_found() => Planted.IsFound(output, 28..1500, NotTheBetter, () => new Plant
    {
        Markets = true,
        Sources = sources => sources with { Native = null },
    });

    [Fact]
    public void Order_frozen_at_the_other_market_is_found() => Planted.IsFound(output, 1..100, NotTheBetter, () => new Plant
    {
        Markets = true,
        Tables = tables => new PlantedTables(tables)
        {
            Write = (table, writes) => PlantedTables.SubmitOthersAsync(table, writes, [.. writes.Select(write => AtTheOther(write, ofInserts: true))]),
        },
    });

    [Fact]
    public void Allowance_of_another_market_than_the_orders_is_found() =>
        Planted.IsFound(output, 36..100, "another may take its spend", () => new Plant
        {
            Markets = true,
            Tables = tables => new PlantedTables(tables)
            {
                Read = (_, row) => Task.FromResult<TableRow?>(IsReserved(row) ? row with { Values = AtTheOther(row.Values) } : row),
                Write = WriteBackAsync,
            },
        });

    /// <summary>The app takes an order for one of the other market, and writes it back as it is.</summary>
    private static async Task<BatchResult> WriteBackAsync(ITable table, IReadOnlyList<TableWrite> writes)
    {
        var order = writes.OfType<TableWrite.Replace>().FirstOrDefault(write => IsOrder(write.Key));
        var stored = order is null ? null : await table.ReadAsync(OrderKeys.Partition, order.Key, CancellationToken.None);
        return stored is null || !IsReserved(stored)
            ? await PlantedTables.SubmitAsync(table, writes)
            : await PlantedTables.SubmitOthersAsync(table, writes, [.. writes.Select(write => AtTheOther(write, ofInserts: false))]);
    }

    private static bool IsReserved(TableRow row) => IsOrder(row.Key) && row.Values.Text("phase") == nameof(JobPhase.Reserved);

    private static bool IsOrder(string key) => key.StartsWith("o:", StringComparison.Ordinal);

    private static TableWrite AtTheOther(TableWrite write, bool ofInserts) => write switch
    {
        TableWrite.Insert insert when ofInserts && IsOrder(write.Key) => insert with { Values = AtTheOther(insert.Values) },
        TableWrite.Replace replace when !ofInserts && IsOrder(write.Key) => replace with { Values = AtTheOther(replace.Values) },
        _ => write,
    };

    private static RowValues AtTheOther(RowValues order)
    {
        var other = order.Copy();
        other[MarketColumn] = order.Text(MarketColumn) == MarketPlace.UniswapV2.Word ? MarketPlace.UniswapV3.Word : MarketPlace.UniswapV2.Word;
        return other;
    }
}
