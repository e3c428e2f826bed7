using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Simulation;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes about the limits of a day and a month: each is put into the engine and must be found.</summary>
public sealed class PlantedLimitMistakeTests(ITestOutputHelper output)
{
    [Fact]
    public void Window_of_the_day_on_which_an_order_settles_is_found() =>
        Planted.IsFound(output, 558..2000, "The state counts", () => new Plant
        {
            Tables = tables => new PlantedTables(tables) { Read = async (table, row) => row.Key == OrderKeys.State ? await BySettledDayAsync(table, row) : row },
        });

    [Fact]
    public void Run_by_hand_past_the_limit_of_the_day_is_found() =>
        Planted.IsFound(output, 56..2000, "ZAR a day are allowed", () => new Plant
        {
            ByHand = (run, inForce) => run with { Under = inForce with { Limits = BuyingLimits.Off } },
        });

    [Fact]
    public void Give_back_in_the_window_of_today_is_found() =>
        Planted.IsFound(output, 230..2000, "The state counts", () => new Plant { Tables = tables => new PlantedTables(tables) { Write = GivingBackTodayAsync } });

    private static async Task<TableRow?> BySettledDayAsync(ITable table, TableRow row)
    {
        var state = TreasuryStateRow.Read(row.Values);
        if (state.Windows is not { } windows)
            return row;
        var orders = await table.QueryAsync(new TableQuery(OrderKeys.Partition, OrderKeys.FirstOrder, OrderKeys.AfterOrders), CancellationToken.None);
        var settled = orders.Rows.Select(each => OrderRow.Read(each.Values)).Select(order =>
            order.Status == JobStatus.Completed ? order with { Day = DayOf(order.EndedAt!.Value, windows) } : order);
        var counting = SpendWindows.Of([.. settled], windows.Zone, windows.Day);
        return row with { Values = TreasuryStateRow.Write(state with { Windows = counting with { Day = windows.Day } }) };
    }

    private static Task<BatchResult> GivingBackTodayAsync(ITable table, IReadOnlyList<TableWrite> writes)
    {
        var failed = writes.OfType<TableWrite.Insert>().FirstOrDefault(write =>
            write.Key.StartsWith(OrderKeys.RecordPrefix, StringComparison.Ordinal) && write.Values.Text("event") == nameof(RecordEvent.Failed));
        if (failed is null || RecordRow.Read(failed.Values) is not { Sums.Windows: { } windows, Order: { } order } record || DayOf(record.At, windows) <= windows.Day)
            return PlantedTables.SubmitAsync(table, writes);
        var today = windows with { Day = DayOf(record.At, windows), DaySpend = Zar.Zero - order.Spend };
        var values = RecordRow.Write(record with { Sums = record.Sums with { Windows = today } });
        return PlantedTables.SubmitOthersAsync(table, writes, [.. writes.Select(write => write switch
        {
            TableWrite.Insert when write.Key == failed.Key => new TableWrite.Insert(write.Key, values),
            TableWrite.Replace { Key: OrderKeys.State } state => state with
            {
                Values = TreasuryStateRow.Write(TreasuryStateRow.Read(state.Values) with { Windows = today, RecordHash = values.Text(RecordRow.HashColumn) }),
            },
            _ => write,
        })]);
    }

    private static DateOnly DayOf(DateTimeOffset time, SpendWindows windows) => BusinessDay.Of(time, TimeZoneInfo.FindSystemTimeZoneById(windows.Zone));
}
