using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rates;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Recovery.Restart;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Tables;

using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>
/// Rows of the order store are edited or lost: nothing is signed, sent or reserved, the alarm is raised once, revenue is recorded on; and an
/// operator has the sums computed anew, after which exactly the revenue that was not used is there to be used.
/// </summary>
public sealed class RecordsRestartTests
{
    private static readonly Zar More = new(100_000_00);

    [Theory]
    [InlineData("the consumed base is 0")]
    [InlineData("the state is deleted")]
    [InlineData("the newest record is deleted")]
    [InlineData("the newest record is edited")]
    [InlineData("all records are deleted")]
    [InlineData("everything is deleted")]
    public void Nothing_is_bought_on_a_broken_order_store_and_the_right_revenue_after_a_restart(string harm) => Alone(() =>
    {
        var system = Completed();
        Harm(system, harm);
        var hash = AssertStopped(system);

        var result = Restart(system, hash);

        var restarted = Assert.IsType<RecordsRestartResult.Restarted>(result);
        Assert.Null(restarted.FirstFault);
        Assert.Equal(More, restarted.Consumed);
        AssertBuysTheRest(system);
    });

    [Theory]
    [InlineData("the consumed base is 0")]
    [InlineData("the state is deleted")]
    [InlineData("the pause is taken out")]
    public void Pause_outlives_a_restart_after_any_harm_to_the_state(string harm) => Alone(() =>
    {
        var system = Completed();
        system.Pause("audit");
        if (harm == "the pause is taken out")
            Change(system, OrderKeys.State, row => (row["pause"], row["schema"]) = ("off", TreasuryStateRow.Schema));
        else
            Harm(system, harm);
        var hash = AssertStopped(system);

        Assert.Null(Assert.IsType<RecordsRestartResult.Restarted>(Restart(system, hash)).FirstFault);

        Assert.Equal("audit", Assert.IsType<PauseState.Paused>(system.State().Pause).Change.Reason);
        Assert.Equal(ReasonCode.Paused, system.Run("m-3").Outcome);
        system.Resume();
        AssertBuysTheRest(system);
    });

    [Fact]
    public void Base_of_an_order_that_is_edited_counts_with_what_the_chain_shows() => Alone(() =>
    {
        var system = Completed();
        Change(system, OrderKeys.Order("m-1"), row => row["revenueBaseCents"] = 1_00L);
        Change(system, OrderKeys.State, row => row["consumedBaseCents"] = 1_00L);
        var hash = AssertStopped(system);

        var result = Restart(system, hash);

        Assert.Equal(More, Assert.IsType<RecordsRestartResult.Restarted>(result).Consumed);
        var record = RecordRow.Read(Now(OrderStoreReader.NewestRecordAsync(Table(system), CancellationToken.None))!.Values);
        Assert.Equal((RecordEvent.Restarted, More - new Zar(1_00)), (record.Event, record.BeyondOrders));
    });

    [Fact]
    public void Open_order_whose_id_was_cleared_goes_on_and_buys_once() => Alone(() =>
    {
        var system = CalmOrders.At(JobPhase.Broadcast);
        Prepare(system);
        Change(system, OrderKeys.State, row => row["openOrderId"] = null);
        var hash = AssertStopped(system);
        Assert.IsType<RecordsRestartResult.Conflict>(Restart(system, hash));

        system.Mine(10);
        var result = Restart(system, hash);
        var order = system.Settle("m-1");

        Assert.Null(Assert.IsType<RecordsRestartResult.Restarted>(result).FirstFault);
        Assert.Equal(JobStatus.Completed, order.Status);
        AssertBuysTheRest(system);
    });

    [Fact]
    public void Attempt_that_was_deleted_after_its_broadcast_is_waited_for_and_never_paid_again() => Alone(() =>
    {
        var system = CalmOrders.At(JobPhase.Broadcast);
        Prepare(system);
        var swap = system.Find("m-1").Attempts[^1];
        Assert.Equal(AttemptKind.Swap, swap.Kind);
        Delete(system, OrderKeys.Attempt("m-1", swap.Number));
        system.Restart();
        var hash = AssertStopped(system);
        Assert.Contains("final: wait", Restart(system, hash).Detail, StringComparison.Ordinal);

        system.Mine(10);
        var result = Restart(system, hash);
        system.Advance();

        Assert.Null(Assert.IsType<RecordsRestartResult.Restarted>(result).FirstFault);
        Assert.True(system.Find("m-1").Order.IsUnknown);
        Assert.Single(system.Chain.Purchases);
        Assert.IsType<ResolutionResult.Resolved>(system.Resolve("m-1", Finding.Completed, $"{swap.TransactionHash}"));
        AssertBuysTheRest(system);
    });

    [Fact]
    public void Without_a_fault_or_with_the_hash_of_another_nothing_is_changed() => Alone(() =>
    {
        var system = Completed();
        var etag = Row(system, OrderKeys.State)!.ETag;
        Assert.IsType<RecordsRestartResult.Conflict>(Restart(system, "0123456789abcdef"));

        Change(system, OrderKeys.State, row => row["consumedBaseCents"] = 0L);
        var edited = Row(system, OrderKeys.State)!.ETag;
        var other = Restart(system, "0123456789abcdef");

        Assert.NotEqual(etag, edited);
        Assert.IsType<RecordsRestartResult.Conflict>(other);
        Assert.Equal(edited, Row(system, OrderKeys.State)!.ETag);
        Assert.Contains("(fault ", other.Detail, StringComparison.Ordinal);
    });

    [Fact]
    public void Who_restarted_the_records_and_why_is_kept_with_the_sums_before_and_now() => Alone(() =>
    {
        var system = Completed();
        Harm(system, "the consumed base is 0");
        Restart(system, AssertStopped(system));

        var audits = Now(new AuditTrail(system.Tables).ListAsync(null, null, 10, null, CancellationToken.None)).Items;
        var audit = Assert.Single(audits, each => each.Action == AuditAction.LedgerRestarted);

        Assert.StartsWith("0.00 ZAR consumed", audit.Before, StringComparison.Ordinal);
        Assert.StartsWith("100000.00 ZAR consumed", audit.After, StringComparison.Ordinal);
        Assert.Equal((AuditAction.LedgerRestarted, "operator", "looked"), (audit.Action, audit.Who, audit.Reason));
        Assert.Contains("Before: 0.00 ZAR consumed", audit.Detail, StringComparison.Ordinal);
        Assert.Contains("Now: 100000.00 ZAR consumed", audit.Detail, StringComparison.Ordinal);
    });

    /// <summary>A start finds the order table empty under a ledger that knows of it: a loss, and never a beginning.</summary>
    [Fact]
    public void Start_on_an_emptied_order_store_begins_nothing() => Alone(() =>
    {
        var system = Completed();
        Harm(system, "everything is deleted");

        var fault = Now(OpenedOrders.OpenAsync(system.Tables, TimeProvider.System, CancellationToken.None, shards: 1));

        Assert.Equal(OrderKeys.State, fault?.RowKey);
        Assert.Null(Row(system, OrderKeys.State));
    });

    /// <summary>A start that died between the first state and the mark is finished by the next; with the mark a missing state is a loss.</summary>
    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    public async Task Order_store_begins_only_where_neither_the_mark_nor_a_row_is(bool hasState, bool hasMark, bool opens)
    {
        var tables = new MemoryTableStore();
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Null(await OpenedOrders.OpenAsync(tables, TimeProvider.System, cancellation, shards: 1));
        var meta = tables.Table("Revenue");
        if (!hasMark)
        {
            var row = (await meta.ReadAsync("meta", "meta", cancellation))!;
            row.Values[LedgerMeta.OrdersSince] = null;
            await meta.SubmitAsync("meta", [new TableWrite.Replace(row.Key, row.Values, row.ETag)], cancellation);
        }

        var book = tables.Table(OrderKeys.Table);
        foreach (var row in hasState ? [] : (await book.QueryAsync(new TableQuery(OrderKeys.Partition), cancellation)).Rows)
            await book.SubmitAsync(OrderKeys.Partition, [new TableWrite.Delete(row.Key, row.ETag)], cancellation);

        var fault = await OpenedOrders.OpenAsync(tables, TimeProvider.System, cancellation, shards: 1);

        Assert.Equal(opens, fault is null);
        Assert.Equal(opens, await book.ReadAsync(OrderKeys.Partition, OrderKeys.State, cancellation) is not null);
        Assert.NotNull(await LedgerMeta.OrdersSinceAsync(meta, cancellation) ?? (opens ? null : DateTimeOffset.UnixEpoch));
    }

    private static CalmSystem Completed()
    {
        var system = CalmOrders.Began();
        Prepare(system);
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
        system.Mine(10);
        return system;
    }

    private static void Prepare(CalmSystem system) => Now(system.Tables.CreateMissingAsync([RatesRow.Table], CancellationToken.None));

    private static void Harm(CalmSystem system, string harm)
    {
        var newest = Now(OrderStoreReader.NewestRecordAsync(Table(system), CancellationToken.None))!.Key;
        switch (harm)
        {
            case "the consumed base is 0":
                Change(system, OrderKeys.State, row => row["consumedBaseCents"] = 0L);
                break;
            case "the state is deleted":
                Delete(system, OrderKeys.State);
                break;
            case "the newest record is deleted":
                Delete(system, newest);
                break;
            case "the newest record is edited":
                Change(system, newest, row => row["consumedBaseCents"] = 0L);
                break;
            default:
                foreach (var row in Now(Table(system).QueryAsync(new TableQuery(OrderKeys.Partition), CancellationToken.None)).Rows)
                {
                    if (harm == "everything is deleted" || row.Key.StartsWith(OrderKeys.RecordPrefix, StringComparison.Ordinal))
                        Delete(system, row.Key);
                }

                break;
        }
    }

    /// <summary>Runs and ticks do nothing outside, one alarm is raised, and revenue is taken on.</summary>
    /// <returns>Hash of the fault as the run tells it.</returns>
    private static string AssertStopped(CalmSystem system)
    {
        var purchases = system.Chain.Purchases.Count();
        var alarms = Alarms(system);
        system.Calls.Take();
        var run = system.Run("m-2");
        for (var tick = 0; tick < 3; tick++)
            system.Advance();
        system.Sell(More);

        Assert.Equal(ReasonCode.LedgerFault, run.Outcome);
        Assert.DoesNotContain(system.Calls.Take(), call => call is "sign" or "broadcast");
        Assert.Null(Row(system, OrderKeys.Order("m-2")));
        Assert.Equal(purchases, system.Chain.Purchases.Count());
        Assert.Equal(alarms + 1, Alarms(system));
        return run.Detail![^17..^1];
    }

    private static void AssertBuysTheRest(CalmSystem system)
    {
        var before = system.Chain.Purchases.Count();
        Assert.Equal(ReasonCode.Ordered, system.Run("m-3").Outcome);
        var order = system.Settle("m-3");

        Assert.Equal((JobStatus.Completed, More), (order.Status, order.RevenueBase));
        Assert.Equal(before + 1, system.Chain.Purchases.Count());
        Assert.Equal(More + More, system.State().ConsumedBase);
    }

    private static RecordsRestartResult Restart(CalmSystem system, string fault) => system.Ask<RecordsRestart, RecordsRestartResult>(
        restart => restart.RestartAsync(new RecordsRestartRequest("looked", fault, "operator"), CancellationToken.None));

    private static int Alarms(CalmSystem system) => Now(Table(system).QueryAsync(
        new TableQuery(OrderKeys.Partition, OrderKeys.OutboxPrefix, "x;"), CancellationToken.None)).Rows.Count(row => row.Key.Contains("ledger-fault", StringComparison.Ordinal));

    private static ITable Table(CalmSystem system) => system.Tables.Table(OrderKeys.Table);

    private static TableRow? Row(CalmSystem system, string key) => Now(Table(system).ReadAsync(OrderKeys.Partition, key, CancellationToken.None));

    private static void Change(CalmSystem system, string key, Action<RowValues> change)
    {
        var row = Row(system, key)!;
        var values = row.Values.Copy();
        change(values);
        Assert.True(Now(Table(system).SubmitAsync(OrderKeys.Partition, [new TableWrite.Replace(key, values, row.ETag)], CancellationToken.None)).Applied);
    }

    private static void Delete(CalmSystem system, string key) =>
        Now(Table(system).SubmitAsync(OrderKeys.Partition, [new TableWrite.Delete(key, Row(system, key)!.ETag)], CancellationToken.None));

    private static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Now(Task task) => task.GetAwaiter().GetResult();
}
