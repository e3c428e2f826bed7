using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Ledger.Rates;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Recovery.Restart;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>A calm system whose rows a test edits, and what an operator does about it.</summary>
internal static class BrokenBook
{
    public const string NoFault = "0000000000000000";

    public static readonly Zar Sale = new(100_000_00);

    public static CalmSystem Completed()
    {
        var system = CalmOrders.Began();
        CreateRates(system);
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
        system.Mine(10);
        return system;
    }

    public static void CreateRates(CalmSystem system) => Now(system.Tables.CreateMissingAsync([RatesRow.Table], CancellationToken.None));

    public static void AssertBuysTheRest(CalmSystem system)
    {
        var (before, consumed) = (system.Chain.Purchases.Count(), system.State().ConsumedBase);
        system.Sell(Sale);
        Assert.Equal(ReasonCode.Ordered, system.Run("m-8").Outcome);
        var order = system.Settle("m-8");

        Assert.Equal((JobStatus.Completed, Sale), (order.Status, order.RevenueBase));
        Assert.Equal(before + 1, system.Chain.Purchases.Count());
        Assert.Equal(consumed + Sale, system.State().ConsumedBase);
    }

    public static void EditParameters(CalmSystem system, string member, string value)
    {
        var table = system.Tables.Table(ParameterStore.TableName);
        var row = Now(table.ReadAsync(ParameterStore.Partition, ParametersRow.Key(1), CancellationToken.None))!;
        var edited = row.Values.Copy();
        edited[member] = value;
        Assert.True(Now(table.SubmitAsync(ParameterStore.Partition, [new TableWrite.Replace(row.Key, edited, row.ETag)], CancellationToken.None)).Applied);
    }

    /// <summary>Hash of the fault that is shown to who names none.</summary>
    public static string Fault(CalmSystem system) => HashIn(Restart(system, NoFault).Detail);

    public static string HashIn(string detail) => detail[^17..^1];

    public static RecordsRestartResult Restart(CalmSystem system, string fault) => system.Ask<RecordsRestart, RecordsRestartResult>(
        restart => restart.RestartAsync(new RecordsRestartRequest("looked", fault, "operator"), CancellationToken.None));

    public static ITable Table(CalmSystem system) => system.Tables.Table(OrderKeys.Table);

    public static TableRow? Row(CalmSystem system, string key) => Now(Table(system).ReadAsync(OrderKeys.Partition, key, CancellationToken.None));

    public static IReadOnlyList<TableRow> Rows(CalmSystem system, string prefix) =>
        Now(Table(system).QueryAsync(new TableQuery(OrderKeys.Partition, prefix, prefix[..^1] + ";"), CancellationToken.None)).Rows;

    public static void Change(CalmSystem system, string key, Action<RowValues> change)
    {
        var row = Row(system, key)!;
        var values = row.Values.Copy();
        change(values);
        Submit(system, new TableWrite.Replace(key, values, row.ETag));
    }

    public static void Submit(CalmSystem system, TableWrite write) =>
        Assert.True(Now(Table(system).SubmitAsync(OrderKeys.Partition, [write], CancellationToken.None)).Applied);

    public static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();

    public static void Now(Task task) => task.GetAwaiter().GetResult();
}
