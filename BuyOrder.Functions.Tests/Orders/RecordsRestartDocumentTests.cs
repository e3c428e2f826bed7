using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Ledger.Rates;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Ledger.Rates;
using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Recovery.Restart;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Simulation.Processes;
using BuyOrder.Storage;
using static BuyOrder.Functions.Tests.Orders.BrokenBook;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>An edited version of the parameters or of exchange rates, which nothing can compute again: an operator accepts it, having seen what it says.</summary>
public sealed class RecordsRestartDocumentTests
{
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
        Assert.IsType<RecordsRestartResult.Conflict>(Restart(system, HashIn(shown.Detail)));

        var result = Restart(system, Fault(system));

        Assert.Null(Assert.IsType<RecordsRestartResult.Restarted>(result).FirstFault);
        var inForce = Now(new ParameterStore(system.Tables, TimeProvider.System).CurrentAsync(CancellationToken.None));
        Assert.Equal((2, new Zar(300_00), "operator", "looked"), (inForce.Version, inForce.Parameters.Minimum, inForce.ChangedBy, inForce.Reason));
        var audit = Now(new AuditTrail(system.Tables).ListAsync(null, null, 10, null, CancellationToken.None)).Items[0];
        Assert.StartsWith("parameters/v:0000000001=", audit.Evidence, StringComparison.Ordinal);
        AssertBuysTheRest(system);
        EditParameters(system, "Minimum", "400.00");
        Assert.Contains("v:0000000001", Restart(system, NoFault).Detail, StringComparison.Ordinal);
    });

    /// <summary>Neither fault keeps the other from being put right.</summary>
    [Fact]
    public void Edited_parameters_beside_a_broken_order_store_are_accepted_and_the_sums_hold_again() => Alone(() =>
    {
        var system = Completed();
        EditParameters(system, "Minimum", "200.00");
        Change(system, OrderKeys.State, row => row["consumedBaseCents"] = 0L);
        var listed = Rows(system, OrderKeys.OrderListPrefix)[0];
        Submit(system, new TableWrite.Delete(listed.Key, listed.ETag));

        var result = Restart(system, Fault(system));

        var restarted = Assert.IsType<RecordsRestartResult.Restarted>(result);
        Assert.Null(restarted.FirstFault);
        Assert.Equal(Sale, restarted.Consumed);
        AssertBuysTheRest(system);
    });

    [Fact]
    public void Edited_rate_above_the_one_that_orders_have_frozen_is_never_accepted() => Alone(() =>
    {
        var system = Completed();
        EditParameters(system, "RateBps", "5000");

        var result = Restart(system, Fault(system));

        Assert.IsType<RecordsRestartResult.Conflict>(result);
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

            if (again is not RecordsRestartResult.Restarted)
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

        Assert.Null(Assert.IsType<RecordsRestartResult.Restarted>(result).FirstFault);
        Assert.True(system.Find("m-1").Order.IsUnknown);
        Assert.Single(Rows(system, OrderKeys.OutboxPrefix), row => row.Values.Text("messageId") == "m-1:buy-order-unknown");
        Assert.IsType<OutboxVerdict.Genuine>(Now(new OutboxCheck(system.Tables).CheckAsync(
            Rows(system, OrderKeys.OutboxPrefix).Single(row => row.Values.Text("messageId") == "m-1:buy-order-unknown"), CancellationToken.None)));
        system.Advance();
        Assert.Empty(system.Chain.Purchases);
        Assert.IsType<ResolutionResult.Resolved>(system.Resolve("m-1", Finding.Failed, null));
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
            values["rates"] = values.Text("rates").Replace("18", "90", StringComparison.Ordinal);
            Assert.True(Now(table.SubmitAsync(RatesRow.Partition, [new TableWrite.Replace(key, values, row.ETag)], CancellationToken.None)).Applied);
        }

        var early = Restart(system, Fault(system));
        Now(RateTable.PutAsync(rates, day, ("USD", "18.00")));
        var result = Restart(system, Fault(system));

        Assert.Contains("It is in force", early.Detail, StringComparison.Ordinal);
        Assert.Null(Assert.IsType<RecordsRestartResult.Restarted>(result).FirstFault);
        AssertBuysTheRest(system);
    });
}
