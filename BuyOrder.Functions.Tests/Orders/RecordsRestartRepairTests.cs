using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Orders.Recovery.Restart;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Verifying;
using BuyOrder.Simulation.Processes;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;
using static BuyOrder.Functions.Tests.Orders.BrokenBook;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What a restart of the records puts right beside the sums.</summary>
public sealed class RecordsRestartRepairTests
{
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

        Assert.Null(Assert.IsType<RecordsRestartResult.Restarted>(result).FirstFault);
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
        var row = Row(system, OrderKeys.Attempt("m-1", number))!;
        var values = row.Values.Copy();
        values[harm == "edited" ? "gasLimit" : harm == "unreadable" ? "kind" : "added"] = harm == "edited" ? values.Int64("gasLimit") + 1 : "x";
        Submit(system, harm == "deleted" ? new TableWrite.Delete(row.Key, row.ETag) : new TableWrite.Replace(row.Key, values, row.ETag));

        var result = Restart(system, Fault(system));

        var restarted = Assert.IsType<RecordsRestartResult.Restarted>(result);
        Assert.Null(restarted.FirstFault);
        Assert.Equal((Sale, JobStatus.Completed), (restarted.Consumed, system.Find("m-1").Order.Status));
        AssertBuysTheRest(system);
    });

    [Fact]
    public void Damaged_attempt_of_an_open_order_is_refused_and_nothing_is_changed() => Alone(() =>
    {
        var system = CalmOrders.At(JobPhase.Broadcast);
        CreateRates(system);
        var row = Row(system, OrderKeys.Attempt("m-1", 1))!;
        var values = row.Values.Copy();
        values["kind"] = "x";
        Submit(system, new TableWrite.Replace(row.Key, values, row.ETag));
        system.Mine(10);
        var state = Row(system, OrderKeys.State)!.ETag;

        var result = Restart(system, Fault(system));

        Assert.IsType<RecordsRestartResult.Conflict>(result);
        Assert.Equal(state, Row(system, OrderKeys.State)!.ETag);
        Assert.Contains("cannot be read", result.Detail, StringComparison.Ordinal);
    });

    /// <summary>More rows than one batch holds: whenever the process dies, before a write or after it, a repetition goes on with the rest.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_of_more_rows_than_a_batch_holds_that_dies_at_any_write_is_finished_by_a_repetition(bool isWritten) => Alone(() =>
    {
        var (whole, named) = Broken();
        var writes = 0;
        whole.Fate = words =>
        {
            writes += words.StartsWith("write", StringComparison.Ordinal) ? 1 : 0;
            return Passage.Through;
        };
        Assert.IsType<RecordsRestartResult.Restarted>(Restart(whole, named));

        // Two batches of rows aside, the one with the state, and the result of the verification.
        Assert.Equal(4, writes);
        var death = isWritten ? Passage.AnswerLost : Passage.NotDone;
        for (var dies = 1; dies <= writes; dies++)
        {
            var (system, fault) = Broken();
            var (counted, at) = (0, dies);
            system.Fate = words => words.StartsWith("write", StringComparison.Ordinal) && ++counted == at ? death : Passage.Through;
            Assert.Throws<TableUnavailableException>(() => Restart(system, fault));
            system.Fate = _ => Passage.Through;
            system.Restart();
            system.Wait(TimeSpan.FromSeconds(1));

            var again = Restart(system, fault);

            if (again is not RecordsRestartResult.Restarted)
                Assert.Contains("nothing to restart", again.Detail, StringComparison.Ordinal);
            AssertSealed(system);
            Assert.Equal(Sale, system.State().ConsumedBase);
            Assert.Null(Now(new VerificationLog(system.Tables).NewestAsync(CancellationToken.None))!.Fault);
            AssertBuysTheRest(system);
        }
    });

    /// <summary>An order store with more rows to be sealed than a batch holds, which a verification has found at fault.</summary>
    private static (CalmSystem System, string Fault) Broken()
    {
        var system = Completed();
        AddFailedOrders(system, RecordsRestart.MaxAside + 10);
        Change(system, OrderKeys.State, row => row["consumedBaseCents"] = 0L);
        var found = LedgerFault.Missing(OrderKeys.Partition, OrderKeys.State, "it was looked for");
        var result = new VerificationResult(system.Time, system.Time, 0, 0, 0, found, null);
        Now(new VerificationLog(system.Tables).RecordAsync(result, null, null, null, CancellationToken.None));
        system.Wait(TimeSpan.FromSeconds(1));
        return (system, Fault(system));
    }

    /// <summary>Rows that name a record there never was, and stand in no list.</summary>
    private static void AddFailedOrders(CalmSystem system, int count)
    {
        var failed = system.Find("m-1").Order with { Status = JobStatus.Failed, Phase = JobPhase.Failed, Purchase = null, Reason = ReasonCode.Reverted, RecordNumber = 999 };
        for (var number = 0; number < count; number++)
        {
            var order = failed with { Id = string.Create(CultureInfo.InvariantCulture, $"f-{number:D3}") };
            Submit(system, new TableWrite.Insert(OrderKeys.Order(order.Id), OrderRow.Write(order)));
        }
    }

    private static void AssertSealed(CalmSystem system)
    {
        var orders = Rows(system, OrderKeys.FirstOrder).Where(row => row.Key.StartsWith("o:f-", StringComparison.Ordinal)).ToList();
        Assert.Equal(RecordsRestart.MaxAside + 10, orders.Count);
        Assert.All(orders, row => Assert.Null(row.Values["recordNumber"] is 0L ? null : row.Values["recordNumber"]));
        Assert.Equal(orders.Count, Rows(system, OrderKeys.OrderListPrefix).Count(row => row.Key.Contains(":f-", StringComparison.Ordinal)));
        Assert.Contains("nothing to restart", Restart(system, NoFault).Detail, StringComparison.Ordinal);
    }
}
