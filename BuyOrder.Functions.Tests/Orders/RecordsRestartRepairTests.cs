using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Audit;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Orders.WaysOut;
using BuyOrder.Functions.Parameters;
using BuyOrder.Functions.Rates;
using BuyOrder.Functions.Storage;
using BuyOrder.Functions.Tests.Rates;
using BuyOrder.Functions.Tests.Simulation;
using BuyOrder.Functions.Tests.Simulation.Calm;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What a restart of the records puts right beside the sums, and what it accepts from an operator who has seen it.</summary>
public sealed class RecordsRestartRepairTests
{
    private const string NoFault = "0000000000000000";

    private static readonly Zar Sale = new(100_000_00);

    [Theory]
    [InlineData("n:", "deleted")]
    [InlineData("n:", "edited")]
    [InlineData("n:", "added")]
    [InlineData("n:", "extra")]
    [InlineData("w:", "deleted")]
    [InlineData("w:", "edited")]
    [InlineData("w:", "added")]
    [InlineData("w:", "extra")]
    [InlineData("t:", "deleted")]
    [InlineData("t:", "edited")]
    [InlineData("t:", "added")]
    public void Row_that_is_made_of_the_orders_is_made_again(string prefix, string harm) => Alone(() =>
    {
        var system = Completed();
        var row = Rows(system, prefix)[0];
        var values = row.Values.Copy();
        values["orderId"] = harm == "edited" ? "m-9" : values["orderId"];
        values["added"] = harm == "added" ? "x" : null;
        Submit(system, harm switch
        {
            "deleted" => new TableWrite.Delete(row.Key, row.ETag),
            "extra" => new TableWrite.Insert(row.Key.Replace(":m-1", ":m-9", StringComparison.Ordinal), values),
            _ => new TableWrite.Replace(row.Key, values, row.ETag),
        });

        var result = Restart(system, Fault(system));

        Assert.Equal((RecordsRestartOutcome.Restarted, null), (result.Outcome, result.FirstFault));
        Assert.Equal(RowHash.Of(row.Values), RowHash.Of(Rows(system, prefix).Single(each => each.Key == row.Key).Values));
        Assert.DoesNotContain(Rows(system, prefix), each => each.Key.EndsWith("m-9", StringComparison.Ordinal));
        AssertBuysTheRest(system);
    });

    [Theory]
    [InlineData(1, "deleted")]
    [InlineData(2, "deleted")]
    [InlineData(1, "edited")]
    [InlineData(1, "unreadable")]
    [InlineData(2, "unreadable")]
    [InlineData(1, "added")]
    public void Damaged_attempts_of_an_ended_order_are_left_out_and_its_purchase_stands(int number, string harm) => Alone(() =>
    {
        var system = Completed();
        var row = Row(system, BookKeys.Attempt("m-1", number))!;
        var values = row.Values.Copy();
        values[harm == "edited" ? "gasLimit" : harm == "unreadable" ? "kind" : "added"] = harm == "edited" ? values.Int64("gasLimit") + 1 : "x";
        Submit(system, harm == "deleted" ? new TableWrite.Delete(row.Key, row.ETag) : new TableWrite.Replace(row.Key, values, row.ETag));

        var result = Restart(system, Fault(system));

        Assert.Equal((RecordsRestartOutcome.Restarted, null), (result.Outcome, result.FirstFault));
        Assert.Equal((Sale, OrderStatus.Completed), (result.Consumed, system.Find("m-1").Order.Status));
        AssertBuysTheRest(system);
    });

    [Fact]
    public void Damaged_attempt_of_an_open_order_is_refused_and_nothing_is_changed() => Alone(() =>
    {
        var system = CalmOrders.At(OrderPhase.Broadcast);
        CreateRates(system);
        var row = Row(system, BookKeys.Attempt("m-1", 1))!;
        var values = row.Values.Copy();
        values["kind"] = "x";
        Submit(system, new TableWrite.Replace(row.Key, values, row.ETag));
        system.Mine(10);
        var state = Row(system, BookKeys.State)!.ETag;

        var result = Restart(system, Fault(system));

        Assert.Equal((RecordsRestartOutcome.Conflict, state), (result.Outcome, Row(system, BookKeys.State)!.ETag));
        Assert.Contains("cannot be read", result.Detail, StringComparison.Ordinal);
    });

    /// <summary>More rows than one batch holds: whenever the process dies, before a write or after it, a repetition goes on with the rest.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_of_more_rows_than_a_batch_holds_that_dies_at_any_write_is_finished_by_a_repetition(bool isWritten) => Alone(() =>
    {
        var death = isWritten ? Passage.AnswerLost : Passage.NotDone;
        var writes = 1;
        for (var dies = 1; dies <= writes; dies++)
        {
            var system = Completed();
            AddFailedOrders(system, RecordsRestart.MaxAside + 10);
            Change(system, BookKeys.State, row => row["consumedBaseCents"] = 0L);
            var counted = 0;
            var at = dies;
            var fault = Fault(system);
            system.Fate = words => words.StartsWith("write", StringComparison.Ordinal) && ++counted == at ? death : Passage.Through;

            Assert.Throws<TableUnavailableException>(() => Restart(system, fault));
            system.Fate = words =>
            {
                counted += words.StartsWith("write", StringComparison.Ordinal) ? 1 : 0;
                return Passage.Through;
            };
            system.Restart();
            var again = Restart(system, fault);
            if (again.Outcome != RecordsRestartOutcome.Restarted)
                Assert.Contains("nothing to restart", again.Detail, StringComparison.Ordinal);

            writes = Math.Max(writes, counted - 1);
            AssertSealed(system);
            Assert.Equal(Sale, system.State().ConsumedBase);
        }

        // Two batches of rows aside, the one with the state, and the result of the verification at the least.
        Assert.InRange(writes, 4, 20);
    });

    [Fact]
    public void Edited_parameters_are_accepted_as_they_stand_only_with_the_hash_of_what_was_shown() => Alone(() =>
    {
        var system = Completed();
        EditParameters(system, "Minimum", "200.00");
        Assert.Equal(ReasonCode.LedgerFault, system.Run("m-2").Outcome);
        var shown = Restart(system, NoFault);
        Assert.Contains("Minimum 200.00", shown.Detail, StringComparison.Ordinal);
        Assert.Contains("RateBps 1000", shown.Detail, StringComparison.Ordinal);
        EditParameters(system, "Minimum", "300.00");
        Assert.Equal(RecordsRestartOutcome.Conflict, Restart(system, HashIn(shown.Detail)).Outcome);

        var result = Restart(system, Fault(system));

        Assert.Equal((RecordsRestartOutcome.Restarted, null), (result.Outcome, result.FirstFault));
        var inForce = Now(new ParameterStore(system.Tables, TimeProvider.System).CurrentAsync(CancellationToken.None));
        Assert.Equal((2, new Zar(300_00), "operator", "looked"), (inForce.Version, inForce.Parameters.Minimum, inForce.ChangedBy, inForce.Reason));
        var audit = Now(new AuditTrail(system.Tables).ListAsync(null, null, 10, null, CancellationToken.None)).Items[0];
        Assert.StartsWith("parameters/v:0000000001=", audit.Evidence, StringComparison.Ordinal);
        AssertBuysTheRest(system);
        EditParameters(system, "Minimum", "400.00");
        Assert.Contains("v:0000000001", Restart(system, NoFault).Detail, StringComparison.Ordinal);
    });

    [Fact]
    public void Edited_rate_above_the_one_that_orders_have_frozen_is_never_accepted() => Alone(() =>
    {
        var system = Completed();
        EditParameters(system, "RateBps", "5000");

        var result = Restart(system, Fault(system));

        Assert.Equal(RecordsRestartOutcome.Conflict, result.Outcome);
        Assert.Contains("rate of 5000 basis points", result.Detail, StringComparison.Ordinal);
        Assert.Null(Now(system.Tables.Table(ParameterStore.TableName).ReadAsync(ParameterStore.Partition, ParametersRow.Key(2), CancellationToken.None)));
        EditParameters(system, "RateBps", "1000");
        AssertBuysTheRest(system);
    });

    /// <summary>The tables of parameters and orders are written one after the other: whenever it dies in between, a repetition makes no third version.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Acceptance_that_dies_at_any_write_is_finished_by_a_repetition(bool isWritten) => Alone(() =>
    {
        var death = isWritten ? Passage.AnswerLost : Passage.NotDone;
        for (var dies = 1; dies <= 3; dies++)
        {
            var system = Completed();
            EditParameters(system, "Minimum", "200.00");
            var fault = Fault(system);
            var (counted, at) = (0, dies);
            system.Fate = words => words.StartsWith("write", StringComparison.Ordinal) && ++counted == at ? death : Passage.Through;
            Assert.Throws<TableUnavailableException>(() => Restart(system, fault));
            system.Fate = _ => Passage.Through;
            system.Restart();

            var again = Restart(system, fault);

            if (again.Outcome != RecordsRestartOutcome.Restarted)
                Assert.Contains("nothing to restart", again.Detail, StringComparison.Ordinal);
            Assert.Equal(2, Now(new ParameterStore(system.Tables, TimeProvider.System).CurrentAsync(CancellationToken.None)).Version);
            AssertBuysTheRest(system);
        }
    });

    [Fact]
    public void Open_order_of_edited_parameters_is_resolved_by_an_operator_after_they_were_accepted() => Alone(() =>
    {
        var system = CalmOrders.Began();
        CreateRates(system);
        system.Mine(10);
        EditParameters(system, "Minimum", "200.00");
        system.Restart();

        var result = Restart(system, Fault(system));

        Assert.Equal((RecordsRestartOutcome.Restarted, null), (result.Outcome, result.FirstFault));
        Assert.True(system.Find("m-1").Order.IsUnknown);
        system.Advance();
        Assert.Empty(system.Chain.Purchases);
        Assert.Equal(ResolutionOutcome.Resolved, system.Resolve("m-1", Finding.Failed, null).Outcome);
        Assert.Equal(ReasonCode.Ordered, system.Run("m-2").Outcome);
        Assert.Equal(Sale, system.Settle("m-2").RevenueBase);
    });

    [Fact]
    public void Edited_version_of_rates_is_accepted_once_another_is_in_force() => Alone(() =>
    {
        var system = Completed();
        var rates = new ExchangeRates(system.Tables, TimeProvider.System);
        var day = new DateOnly(2026, 11, 22);
        Now(RateTable.PutAsync(rates, day, ("USD", "18.00")));
        var table = system.Tables.Table(RatesRow.Table);
        foreach (var key in new[] { RatesRow.DayKey(day), RatesRow.VersionKey(day, 1) })
        {
            var row = Now(table.ReadAsync(RatesRow.Partition, key, CancellationToken.None))!;
            var values = row.Values.Copy();
            values["rates"] = """{"USD":"90.00"}""";
            Assert.True(Now(table.SubmitAsync(RatesRow.Partition, [new TableWrite.Replace(key, values, row.ETag)], CancellationToken.None)).Applied);
        }

        var early = Restart(system, Fault(system));
        Now(RateTable.PutAsync(rates, day, ("USD", "18.00")));
        var result = Restart(system, Fault(system));

        Assert.Contains("It is in force", early.Detail, StringComparison.Ordinal);
        Assert.Equal((RecordsRestartOutcome.Restarted, null), (result.Outcome, result.FirstFault));
        AssertBuysTheRest(system);
    });

    private static CalmSystem Completed()
    {
        var system = CalmOrders.Began();
        CreateRates(system);
        Assert.Equal(OrderStatus.Completed, system.Settle("m-1").Status);
        system.Mine(10);
        return system;
    }

    private static void CreateRates(CalmSystem system) => Now(system.Tables.CreateMissingAsync([RatesRow.Table], CancellationToken.None));

    private static void AssertBuysTheRest(CalmSystem system)
    {
        var (before, consumed) = (system.Chain.Purchases.Count(), system.State().ConsumedBase);
        system.Sell(Sale);
        Assert.Equal(ReasonCode.Ordered, system.Run("m-8").Outcome);
        var order = system.Settle("m-8");

        Assert.Equal((OrderStatus.Completed, Sale), (order.Status, order.RevenueBase));
        Assert.Equal(before + 1, system.Chain.Purchases.Count());
        Assert.Equal(consumed + Sale, system.State().ConsumedBase);
    }

    /// <summary>Rows that name a record there never was, and stand in no list.</summary>
    private static void AddFailedOrders(CalmSystem system, int count)
    {
        var failed = system.Find("m-1").Order with { Status = OrderStatus.Failed, Phase = OrderPhase.Failed, Purchase = null, Reason = ReasonCode.Reverted, RecordNumber = 999 };
        for (var number = 0; number < count; number++)
        {
            var order = failed with { Id = string.Create(CultureInfo.InvariantCulture, $"f-{number:D3}") };
            Submit(system, new TableWrite.Insert(BookKeys.Order(order.Id), OrderRow.Write(order)));
        }
    }

    private static void AssertSealed(CalmSystem system)
    {
        var orders = Rows(system, BookKeys.FirstOrder).Where(row => row.Key.StartsWith("o:f-", StringComparison.Ordinal)).ToList();
        Assert.Equal(RecordsRestart.MaxAside + 10, orders.Count);
        Assert.All(orders, row => Assert.Null(row.Values["recordNumber"] is 0L ? null : row.Values["recordNumber"]));
        Assert.Equal(orders.Count, Rows(system, BookKeys.OrderListPrefix).Count(row => row.Key.Contains(":f-", StringComparison.Ordinal)));
        Assert.Contains("nothing to restart", Restart(system, NoFault).Detail, StringComparison.Ordinal);
    }

    private static void EditParameters(CalmSystem system, string member, string value)
    {
        var table = system.Tables.Table(ParameterStore.TableName);
        var row = Now(table.ReadAsync(ParameterStore.Partition, ParametersRow.Key(1), CancellationToken.None))!;
        var edited = row.Values.Copy();
        edited[member] = value;
        Assert.True(Now(table.SubmitAsync(ParameterStore.Partition, [new TableWrite.Replace(row.Key, edited, row.ETag)], CancellationToken.None)).Applied);
    }

    /// <summary>Hash of the fault that is shown to who names none.</summary>
    private static string Fault(CalmSystem system) => HashIn(Restart(system, NoFault).Detail);

    private static string HashIn(string detail) => detail[^17..^1];

    private static RecordsRestartResult Restart(CalmSystem system, string fault) => system.Ask<RecordsRestart, RecordsRestartResult>(
        restart => restart.RestartAsync(new RecordsRestartRequest("looked", fault, "operator"), CancellationToken.None));

    private static ITable Table(CalmSystem system) => system.Tables.Table(BookKeys.Table);

    private static TableRow? Row(CalmSystem system, string key) => Now(Table(system).ReadAsync(BookKeys.Partition, key, CancellationToken.None));

    private static IReadOnlyList<TableRow> Rows(CalmSystem system, string prefix) =>
        Now(Table(system).QueryAsync(new TableQuery(BookKeys.Partition, prefix, prefix[..^1] + ";"), CancellationToken.None)).Rows;

    private static void Change(CalmSystem system, string key, Action<RowValues> change)
    {
        var row = Row(system, key)!;
        var values = row.Values.Copy();
        change(values);
        Submit(system, new TableWrite.Replace(key, values, row.ETag));
    }

    private static void Submit(CalmSystem system, TableWrite write) =>
        Assert.True(Now(Table(system).SubmitAsync(BookKeys.Partition, [write], CancellationToken.None)).Applied);

    private static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Now(Task task) => task.GetAwaiter().GetResult();
}
