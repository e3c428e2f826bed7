using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Fixtures;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;

using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>
/// What an instance of commit 01d41cf meets while this version is being rolled out beside it: it must take no step of an order any more, and go on
/// recording revenue. Its rule, as it stands in that commit: a row whose <c>schema</c> is above 1 is refused; a ledger has <c>format</c> 1.
/// </summary>
public sealed class EarlierCodeTests
{
    private const int NewestSchemaThen = 1;
    private const int FormatThen = 1;

    [Fact]
    public void State_alone_is_refused_by_code_from_before_the_records_and_revenue_is_not() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Run("m-1");
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);

        var rows = Rows(system).ToList();
        var refused = rows.Where(row => row.Row.Values["schema"] is > NewestSchemaThen).Select(row => (row.Table, row.Row.Key))
            .Where(row => !row.Key.StartsWith(OrderKeys.RecordPrefix, StringComparison.Ordinal));
        var meta = rows.Single(row => row.Table == LedgerKeys.Table && row.Row.Partition == LedgerKeys.MetaPartition).Row.Values;

        Assert.Equal([(OrderKeys.Table, OrderKeys.State)], refused);
        Assert.Equal((FormatThen, 1, "Africa/Johannesburg"), (meta.Int32("format"), meta.Int32("shardCount"), meta.Text("businessTimeZone")));
        Assert.NotNull(meta.TimeOrNull("ordersSince"));
    });

    /// <summary>Code that knows records of schema 1 alone reads the newest one before each step.</summary>
    [Fact]
    public void Newest_record_is_refused_by_code_that_would_drop_the_windows() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Run("m-1");

        var newest = OrderStoreReader.NewestRecordAsync(system.Tables.Table(OrderKeys.Table), CancellationToken.None).GetAwaiter().GetResult()!;

        Assert.Throws<InvalidDataException>(() => newest.Values.RequireSchema("A record", NewestSchemaThen));
        Assert.NotNull(RecordRow.Read(newest.Values).Sums.Windows);
    });

    /// <summary>Code that knows records of schema 2 reads the newest one before each step.</summary>
    [Fact]
    public void Newest_record_is_refused_by_code_that_knows_no_wallet_tasks()
    {
        var task = new RecordedTask("w-1", new TaskAction.Revoke(default), default, null, 0, "1:a", null);
        var record = RecordedTask.Next(Newest, RecordEvent.TaskReserved, Newest.At, task, Newest.Sums with { OpenOrderId = "w-1" });

        var row = RecordRow.Write(record with { Number = 2 });

        Assert.Throws<InvalidDataException>(() => row.RequireSchema("A record", RecordRow.WindowsSchema));
        Assert.Equal(task, RecordRow.Read(row).Task);
        Assert.Equal(RecordRow.WindowsSchema, RecordRow.Write(Newest).Int32("schema"));
    }

    [Fact]
    public void Order_that_an_earlier_instance_left_open_is_this_version_to_end_and_then_the_earlier_ones_no_more() => Alone(() =>
    {
        var system = Fixture.Read("order-broadcast").Start();

        Assert.Equal(2, Rows(system).Single(row => row.Row.Key == OrderKeys.State).Row.Values.Int32("schema"));
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
    });

    private static TreasuryRecord Newest => new()
    {
        Number = 1,
        Event = RecordEvent.Completed,
        At = new DateTimeOffset(2026, 11, 30, 10, 0, 0, TimeSpan.Zero),
        Sums = new TreasurySums(
            Zar.Zero, Zar.Zero, 0, 0, 1, 0, null, Zar.Zero, "", Zar.Zero,
            new SpendWindows("Africa/Johannesburg", new DateOnly(2026, 11, 30), Zar.Zero, Zar.Zero)),
        Revenue = RevenueTotals.Empty,
        CutOff = [1],
        ParametersVersion = 1,
        SettledCutOff = [1],
    };

    private static IEnumerable<(string Table, TableRow Row)> Rows(CalmSystem system) =>
        StoredTables.Rows(StoredTables.TakeAsync(system.Tables).GetAwaiter().GetResult());
}
