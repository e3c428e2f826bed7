using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Orders;
using BuyOrder.Functions.Tests.Orders.Verifying;
using BuyOrder.Ledger.Rates;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Simulation.Processes;
using BuyOrder.Simulation.Troubles;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>What a change of the parameters does to an order that is open, and to steps that were decided before it.</summary>
public sealed class CalmParameterTests
{
    private static readonly Price Off = new(Office.MarketPrice.Scaled * 2);

    [Fact]
    public void Held_order_goes_on_when_the_price_is_confirmed_and_records_the_version_it_used() => Alone(() =>
    {
        var system = CalmOrders.Began();
        system.Change(parameters => parameters with { ReferencePrice = Off });
        system.Mine();
        system.Advance();
        var held = system.Find("m-1");

        system.Change(parameters => parameters with { ReferencePrice = Office.MarketPrice });
        var settled = system.Settle("m-1");

        Assert.Equal(ReasonCode.PriceRejected, held.Order.Hold!.Reason);
        Assert.Equal((JobStatus.Completed, 1), (settled.Status, settled.ParametersVersion));
        Assert.Equal([(AttemptKind.Approve, 1), (AttemptKind.Swap, 3)], system.Find("m-1").Attempts.Select(attempt => (attempt.Kind, attempt.ParametersVersion!.Value)));
        Assert.Equal(3, system.State().ParametersVersion);
    });

    [Fact]
    public void Stuck_nonce_profits_from_a_raised_fee_cap() => Alone(() =>
    {
        var system = CalmOrders.Began();
        var first = system.Find("m-1").Attempts[0];
        system.Change(parameters => parameters with { MaxFeePerGasWei = first.MaxFeePerGasWei, MaxPriorityFeePerGasWei = 1 });
        for (var block = 0; block < 30; block++)
        {
            system.MineWithoutUs(1);
            system.Advance();
        }

        var stuck = system.Find("m-1");
        system.Change(parameters => parameters with { MaxFeePerGasWei = Office.MostFeeWei, MaxPriorityFeePerGasWei = 2_000_000_000 });
        system.MineWithoutUs(1);
        system.Advance();
        var raised = system.Find("m-1").Attempts;

        Assert.Equal((1, ReasonCode.FeeTooHigh), (stuck.Attempts.Count, stuck.Order.Hold!.Reason));
        Assert.True(raised[1].MaxFeePerGasWei > first.MaxFeePerGasWei);
        Assert.Equal((first.Nonce, 3), (raised[1].Nonce, raised[1].ParametersVersion));
    });

    [Fact]
    public void Rate_amounts_and_tolerances_of_an_open_order_stay_as_they_were_frozen() => Alone(() =>
    {
        var (system, other) = (CalmOrders.Began(), CalmOrders.Began());
        other.Change(parameters => parameters with
        {
            RateBps = 1,
            Minimum = new Zar(1_00),
            Maximum = new Zar(2_00),
            SlippageBps = 0,
            DeviationBps = 0,
            ImpactBps = 1,
        });

        var (settled, alike) = (system.Settle("m-1"), other.Settle("m-1"));

        Assert.Equal((settled.Spend, settled.RateBps, JobStatus.Completed), (alike.Spend, alike.RateBps, alike.Status));
        Assert.Equal(system.Find("m-1").Attempts.Select(attempt => attempt.MinimumOut), other.Find("m-1").Attempts.Select(attempt => attempt.MinimumOut));
    });

    /// <summary>At every call that a run and its ticks make, the operator is answered right before it: nothing stored from then on rests on version 1.</summary>
    [Fact]
    public void After_the_answer_no_reservation_and_no_signature_rests_on_the_earlier_version() => Alone(() =>
    {
        var moments = 0;
        for (var at = 1; at <= moments + 1; at++)
        {
            var system = new CalmSystem(new Zar(100_000_00));
            var before = 0;
            var count = 0;
            system.Fate = _ =>
            {
                if (++count == at)
                {
                    before = Versions(system).Count;
                    system.Change(parameters => parameters with { SlippageBps = 90, MaxFeePerGasWei = Office.MostFeeWei - 1 });
                }

                return Passage.Through;
            };
            Assert.Equal(ReasonCode.Ordered, system.Run("m-1").Outcome);
            Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
            moments = Math.Max(moments, count < at ? at - 1 : at);

            Assert.All(Versions(system).Skip(before), version => Assert.Equal(count < at ? 1 : 2, version));
            Assert.Single(system.Chain.Purchases);
        }

        Assert.InRange(moments, 30, 1_000);
    });

    /// <summary>The operator's process dies between the two tables: there was no answer, and yet no step goes back to the older version.</summary>
    [Fact]
    public void Once_a_step_rests_on_a_version_none_rests_on_an_older_one_though_the_change_was_not_answered() => Alone(() =>
    {
        for (var at = 1; at <= 60; at++)
        {
            var system = new CalmSystem(new Zar(100_000_00));
            var count = 0;
            system.Fate = _ =>
            {
                if (++count == at)
                    ChangeUnanswered(system);
                return Passage.Through;
            };
            Assert.Equal(ReasonCode.Ordered, system.Run("m-1").Outcome);
            Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);

            var versions = Versions(system);
            Assert.Equal(versions.Order(), versions);
            Assert.Equal(versions[^1], system.State().ParametersVersion);
        }
    });

    /// <summary>Two instances: one waits for its signature when the other has been answered.</summary>
    [Fact]
    public void Signature_that_was_asked_for_under_the_earlier_version_dies_with_its_batch() => Alone(() =>
    {
        var system = CalmOrders.Began();
        system.Mine();
        var waits = true;
        system.Fate = words => words == "sign" && waits ? null : Passage.Through;
        var slow = system.Started().Begin<BuyOrder.Orders.Engine.OrderService>(orders => orders.AdvanceAsync(CancellationToken.None));
        Assert.False(slow.IsCompleted);

        system.Change(parameters => parameters with { ReferencePrice = Off });
        waits = false;
        system.LetGo();

        Assert.True(slow.IsCompletedSuccessfully);
        Assert.Equal([AttemptKind.Approve], system.Find("m-1").Attempts.Select(attempt => attempt.Kind));
        Assert.Equal(ReasonCode.PriceRejected, system.Find("m-1").Order.Hold!.Reason);
    });

    [Fact]
    public void Change_that_died_before_its_answer_is_answered_by_the_same_request_again() => Alone(() =>
    {
        var system = CalmOrders.Began();
        ChangeUnanswered(system);
        Assert.Equal(1, system.State().ParametersVersion);

        system.Change(parameters => parameters with { SlippageBps = 90 });

        Assert.Equal(2, system.State().ParametersVersion);
    });

    [Fact]
    public void Parameters_older_than_the_state_names_stop_every_step() => Alone(() =>
    {
        var system = CalmOrders.Began();
        system.Edit(state => state.Using(2));
        system.Mine();

        system.Advance();
        var run = system.Run("m-2");

        Assert.Equal(ReasonCode.LedgerFault, run.Outcome);
        Assert.Contains("2 or more", run.Detail, StringComparison.Ordinal);
        Assert.Single(system.Find("m-1").Attempts);
        Assert.Equal((ParameterStore.Partition, ParametersRow.Key(2)), (TamperedOrders.Verify(system).FirstFault!.Partition, TamperedOrders.Verify(system).FirstFault!.RowKey));
    });

    /// <summary>The operator's own process: its writes are not done, or their answers are lost, and the request is sent again.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Change_that_is_interrupted_at_any_write_is_made_once_and_answered_at_last(bool isWritten) => Alone(() =>
    {
        for (var fails = 1; fails <= 3; fails++)
        {
            var (system, count, at) = (CalmOrders.Began(), 0, fails);
            var next = Now(new ParameterStore(system.Tables, TimeProvider.System).CurrentAsync(CancellationToken.None)).Parameters with { SlippageBps = 90 };
            var change = new ParametersChange(1, next, "operator", "less");
            system.Fate = words => words.StartsWith("write", StringComparison.Ordinal) && ++count == at
                ? isWritten ? Passage.AnswerLost : Passage.NotDone
                : Passage.Through;

            var interrupted = fails < 3;
            if (interrupted)
                Assert.Throws<TableUnavailableException>(() => Change(system, change));
            var answered = Change(system, change);

            Assert.Equal(2, Assert.IsType<ParametersChangeResult.Made>(answered).InForce.Version);
            Assert.Equal(2, system.State().ParametersVersion);
            system.Tables.CreateMissingAsync([RatesRow.Table], CancellationToken.None).GetAwaiter().GetResult();
            Assert.Null(TamperedOrders.Verify(system).FirstFault);
        }
    });

    [Fact]
    public void Change_under_a_broken_order_store_is_in_force_and_not_answered() => Alone(() =>
    {
        var system = CalmOrders.Began();
        var store = new ParameterStore(system.Tables, TimeProvider.System);
        var changes = new ParameterChanges(store, new OrderStore(system.Tables));
        BrokenState(system);
        var next = Now(store.CurrentAsync(CancellationToken.None)).Parameters with { SlippageBps = 90 };

        Assert.Throws<LedgerFaultException>(() => Now(changes.ChangeAsync(new ParametersChange(1, next, "operator", "less"), CancellationToken.None)));

        Assert.Equal(2, Now(store.CurrentAsync(CancellationToken.None)).Version);
    });

    [Fact]
    public void Run_records_the_version_that_it_decided_by() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Change(parameters => parameters with { ReferencePrice = Off });
        system.Run("m-1");
        system.Change(parameters => parameters with { ReferencePrice = Office.MarketPrice });
        system.Run("m-1");

        Assert.Equal([(ReasonCode.Ordered, 3), (ReasonCode.PriceRejected, 2)], system.Runs().Select(run => (run.Outcome, run.ParametersVersion!.Value)));
    });

    [Fact]
    public void Preview_is_under_the_document_given_and_writes_nothing() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        var inForce = Now(new ParameterStore(system.Tables, TimeProvider.System).CurrentAsync(CancellationToken.None)).Parameters;
        system.Calls.Take();

        var more = Preview(system, inForce with { RateBps = 2_000 });
        var refused = Preview(system, inForce with { ReferencePrice = Off });

        Assert.Equal((ReasonCode.Ordered, new Zar(20_000_00)), (more.Outcome, Assert.IsType<RunResult.Previewed>(more).Figures.Spend));
        Assert.Equal(ReasonCode.PriceRejected, refused.Outcome);
        Assert.DoesNotContain(system.Calls.Take(), call => call.StartsWith("write", StringComparison.Ordinal) || call is "sign" or "broadcast");
        Assert.Empty(system.Runs());
    });

    private static ParametersChangeResult Change(CalmSystem system, ParametersChange change) =>
        system.Ask<ParameterChanges, ParametersChangeResult>(changes => changes.ChangeAsync(change, CancellationToken.None));

    private static RunResult Preview(CalmSystem system, BuyOrder.Domain.Parameters.BusinessParameters under) =>
        system.Ask<BuyOrder.Orders.Engine.OrderService, RunResult>(orders => orders.PreviewAsync(
            new RunRequest(OrderTrigger.Manual, null, "operator") { Under = under }, CancellationToken.None));

    /// <summary>The versions that the order and then each of its attempts rest on; none before it is reserved.</summary>
    private static IReadOnlyList<int> Versions(CalmSystem system) => Now(new OrderQueries(system.Tables).FindAsync("m-1", CancellationToken.None)) is { } found
        ? [found.Order.ParametersVersion, .. found.Attempts.Select(attempt => attempt.ParametersVersion!.Value)]
        : [];

    private static void ChangeUnanswered(CalmSystem system)
    {
        var store = new ParameterStore(system.Tables, TimeProvider.System);
        var inForce = Now(store.CurrentAsync(CancellationToken.None));
        var next = inForce.Parameters with { SlippageBps = 90 };
        Assert.IsType<ParametersChangeResult.Made>(Now(store.ChangeAsync(new ParametersChange(inForce.Version, next, "office", "As it pleases."), CancellationToken.None)));
    }

    private static void BrokenState(CalmSystem system) => BrokenBook.Change(system, OrderKeys.State, row => row["completed"] = 7L);

    private static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
