using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Recovery;
using BuyOrder.Simulation.Processes;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Model;
using static BuyOrder.Functions.Tests.Simulation.Calm.CalmCancels;
using static BuyOrder.Functions.Tests.Simulation.Calm.CalmOrders;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>A cancel in each phase of an order, and who wins.</summary>
public sealed class CalmCancelTests
{
    private static readonly Zar Revenue = new(100_000_00);

    [Fact]
    public void Held_order_without_bytes_fails_in_the_batch_of_the_wish_and_its_revenue_is_free_again() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        BeforeReservation(system, () => system.OnChain(state => state with { ReserveToken = state.ReserveToken * 9 / 10 }));
        system.Run("m-1");
        system.Calls.Take();

        var answer = system.Cancel();
        var calls = system.Calls.Take();
        system.OnChain(ModelChain.Balanced);

        var cancelled = Assert.IsType<CancellationResult.Cancelled>(answer).Order;
        Assert.Single(calls, IsWrite);
        AssertCancelled(system, cancelled.Order);
        Assert.Empty(cancelled.Attempts);
        Assert.Equal(ReasonCode.Ordered, system.Run("m-2").Outcome);
        Assert.Equal(JobStatus.Completed, system.Settle("m-2").Status);
    });

    [Fact]
    public void Approval_that_is_out_is_cancelled_at_its_own_nonce_and_no_swap_follows() => Alone(() =>
    {
        var system = Began();

        var answer = system.Cancel();
        var order = system.Settle("m-1");
        var attempts = system.Find("m-1").Attempts;

        var underWay = Assert.IsType<CancellationResult.UnderWay>(answer).Order;
        Assert.Equal((AttemptKind.Cancel, AttemptState.Sent, 0L), (underWay.Attempts[^1].Kind, underWay.Attempts[^1].State, underWay.Attempts[^1].Nonce));
        AssertCancelled(system, order);
        Assert.Equal([AttemptState.Superseded, AttemptState.Succeeded], attempts.Select(attempt => attempt.State));
    });

    [Fact]
    public void Approval_that_is_mined_is_left_over_when_the_order_fails_and_the_next_one_deals_with_it() => Alone(() =>
    {
        var system = Began();
        system.Mine();

        var answer = system.Cancel();
        var consumed = system.State().ConsumedBase;
        var order = system.Settle("m-1");

        Assert.Single(Assert.IsType<CancellationResult.UnderWay>(answer).Order.Attempts);
        Assert.Equal(Revenue, consumed);
        AssertCancelled(system, order);
        Assert.Equal([AttemptState.Succeeded], system.Find("m-1").Attempts.Select(attempt => attempt.State));
        Assert.Equal(ReasonCode.Ordered, system.Run("m-2").Outcome);
        Assert.Equal(JobStatus.Completed, system.Settle("m-2").Status);
        Assert.Single(system.Chain.Purchases);
    });

    [Fact]
    public void Swap_that_was_stored_and_not_sent_stays_in_the_drawer_and_the_cancel_goes_out_although_buying_is_paused() => Alone(() =>
    {
        var system = PausedWithStoredSwap();
        var swap = system.Find("m-1").Attempts[^1];

        var answer = system.Cancel();
        var order = system.Settle("m-1");
        var attempts = system.Find("m-1").Attempts;

        Assert.True(system.State().IsPaused);
        Assert.IsType<CancellationResult.UnderWay>(answer);
        AssertCancelled(system, order);
        Assert.Equal((AttemptKind.Cancel, swap.Nonce, AttemptState.Succeeded), (attempts[^1].Kind, attempts[^1].Nonce, attempts[^1].State));
        Assert.Equal((AttemptState.Superseded, null), (attempts[^2].State, attempts[^2].SentAtBlock));
        Assert.Null(system.Node.Pool.Find(swap.TransactionHash));
    });

    [Fact]
    public void Swap_that_is_out_is_cancelled_with_a_higher_fee_and_its_revenue_stays_used_until_that_is_final() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        var swap = system.Find("m-1").Attempts[^1];

        system.Cancel();
        var cancel = system.Find("m-1").Attempts[^1];
        system.Mine();
        system.Advance();
        var mined = system.Find("m-1").Order;
        var consumed = system.State().ConsumedBase;
        var order = system.Settle("m-1");

        Assert.Equal((AttemptKind.Cancel, swap.Nonce), (cancel.Kind, cancel.Nonce));
        Assert.True(cancel.MaxFeePerGasWei * 8 >= swap.MaxFeePerGasWei * 9);
        Assert.Equal((JobPhase.Mined, JobStatus.Pending, Revenue), (mined.Phase, mined.Status, consumed));
        AssertCancelled(system, order);
    });

    [Fact]
    public void Swap_that_is_faster_completes_the_order_and_the_next_answer_says_so() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        var swap = system.Find("m-1").Attempts[^1];
        system.Mine();

        var answer = system.Cancel();
        var order = system.Settle("m-1");
        var again = system.Cancel();

        Assert.IsType<CancellationResult.UnderWay>(answer);
        Assert.Equal((JobStatus.Completed, swap.TransactionHash), (order.Status, order.Purchase?.TransactionHash));
        Assert.NotNull(order.CancelRequested);
        Assert.Equal(
            new CancellationResult.Conflict($"Order m-1 has completed: its swap {swap.TransactionHash} was mined before a cancel."), again);
        Assert.Single(system.Chain.Purchases);
        AssertVerified(system);
    });

    [Fact]
    public void Reorganisation_that_takes_swap_and_approval_off_the_chain_has_the_lowest_nonce_cancelled_first() => Alone(() =>
    {
        var system = At(JobPhase.Mined);
        system.Undo(2);
        system.EmptyPool();

        system.Cancel();
        var first = system.Find("m-1").Attempts[^1];
        var order = system.Settle("m-1");
        var second = system.Find("m-1").Attempts[^1];

        Assert.Equal((AttemptKind.Cancel, 0L), (first.Kind, first.Nonce));
        Assert.Equal((AttemptKind.Cancel, 1L), (second.Kind, second.Nonce));
        AssertCancelled(system, order);
    });

    [Fact]
    public void Order_that_started_over_does_not_start_over_again() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        system.OnChain(state => state with { ReserveToken = state.ReserveToken * 94 / 100 });
        while (system.Find("m-1").Order.Retry == 0)
        {
            system.Mine();
            system.Advance();
        }

        system.Cancel();

        AssertCancelled(system, system.Settle("m-1"));
        Assert.Equal(1, system.Find("m-1").Order.Retry);
    });

    [Fact]
    public void Swap_that_reverts_after_the_wish_fails_the_order() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        system.OnChain(state => state with { ReserveToken = state.ReserveToken * 94 / 100 });

        system.Cancel();
        var order = system.Settle("m-1");

        AssertCancelled(system, order);
        Assert.Equal(AttemptState.Reverted, system.Find("m-1").Attempts[^1].State);
    });

    [Fact]
    public void Repeated_cancel_changes_nothing_and_keeps_the_first_reason() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        system.Cancel(reason: "first");
        system.Calls.Take();

        var again = system.Cancel(reason: "second");
        var calls = system.Calls.Take();
        system.Settle("m-1");
        var ended = system.Cancel(reason: "third");

        Assert.Equal("first", Assert.IsType<CancellationResult.UnderWay>(again).Order.Order.CancelRequested?.Reason);
        Assert.DoesNotContain(calls, IsWrite);
        Assert.Equal("first", Assert.IsType<CancellationResult.Cancelled>(ended).Order.Order.CancelRequested?.Reason);
        Assert.Equal([(AuditAction.OrderCancelRequested, "m-1", "first")], Audits(system).Select(audit => (audit.Action, audit.Subject, audit.Reason)));
        AssertVerified(system);
    });

    [Fact]
    public void What_is_not_there_unknown_or_ended_is_not_cancelled() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        Assert.IsType<CancellationResult.NotFound>(system.Cancel("m-9"));
        system.Run("m-1");
        system.Settle("m-1");
        Assert.Equal(new CancellationResult.Conflict("Order m-1 has completed already."), system.Cancel());
        system.Sell(Revenue);
        system.Run("m-2");
        system.Steal();
        Assert.True(system.Settle("m-2").IsUnknown);
        Assert.Equal(
            new CancellationResult.Conflict("Order m-2 is unknown (nonce_taken_elsewhere): it is resolved, not cancelled."), system.Cancel("m-2"));
        Assert.Empty(Audits(system));
    });

    [Fact]
    public void Cancel_that_loses_every_race_gives_up_after_eight_and_changes_nothing() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        system.Fate = call => IsWrite(call) ? Passage.Refused : Passage.Through;
        system.Calls.Take();

        var error = Assert.Throws<TableUnavailableException>(() => system.Cancel());
        var calls = system.Calls.Take();
        system.Fate = _ => Passage.Through;

        Assert.Equal("The order store changed 8 times while this order was being cancelled.", error.Message);
        Assert.Equal(8, calls.Count(IsWrite));
        Assert.Null(system.Find("m-1").Order.CancelRequested);
    });

    [Fact]
    public void Nodes_that_do_not_answer_leave_the_wish_stored_and_the_next_tick_goes_on() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        system.Fate = call => call == "ask" ? Passage.NotDone : Passage.Through;

        var answer = system.Cancel();
        system.Fate = _ => Passage.Through;

        Assert.DoesNotContain(Assert.IsType<CancellationResult.UnderWay>(answer).Order.Attempts, attempt => attempt.Kind == AttemptKind.Cancel);
        AssertCancelled(system, system.Settle("m-1"));
    });
}
