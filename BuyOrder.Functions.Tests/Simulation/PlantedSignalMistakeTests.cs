using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Simulation;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Messages that are left out of the batch of what they tell of: put into the engine and must be found.</summary>
public sealed class PlantedSignalMistakeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(Notification.Held, "the messages say otherwise")]
    [InlineData(Notification.Paused, "without a notification")]
    [InlineData(Notification.Resumed, "without a notification")]
    public void Message_left_out_of_the_batch_of_what_it_tells_of_is_found(string left, string told) =>
        Planted.IsFound(output, 1..300, told, () => new Plant { Tables = tables => Without(tables, left) });

    private static PlantedTables Without(ITableStore tables, string left) => new(tables)
    {
        Write = (table, writes) => PlantedTables.SubmitOthersAsync(table, writes, [.. writes.Where(write => !IsMessage(write, left))]),
    };

    private static bool IsMessage(TableWrite write, string what) => write is TableWrite.Insert insert
        && write.Key.StartsWith(OrderKeys.OutboxPrefix, StringComparison.Ordinal) && insert.Values.Text("event") == what;
}
