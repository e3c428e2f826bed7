using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Simulation.Processes;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Orders;
using static BuyOrder.Functions.Tests.Simulation.Calm.CalmOrders;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>Why the real engine stands still with an order, what it notes of that, and what lets it go on or calls an operator.</summary>
public sealed class CalmHoldTests
{
    [Theory]
    [InlineData("the nodes", "chain_unavailable")]
    [InlineData("the chain", "chain_mismatch")]
    [InlineData("the key", "signer_unavailable")]
    public void Outage_between_reservation_and_signature_is_told_with_the_order(string what, string reason) => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        var isReserved = false;
        system.Fate = call =>
        {
            isReserved |= IsWrite(call);
            system.Node.IsOnWrongChain = isReserved && what == "the chain";
            return isReserved && (what == "the nodes" ? call == "ask" : what == "the key" && call == "key") ? Passage.NotDone : Passage.Through;
        };

        var run = system.Run("m-1");

        Assert.Equal((ReasonCode.Ordered, reason), (run.Outcome, run.Order!.Order.Hold?.Reason.Value));
        Assert.Equal(run.Order!.Order.Hold, system.Find("m-1").Order.Hold);
        Assert.Empty(run.Order!.Attempts);
    });

    [Theory]
    [InlineData("the nodes", "chain_unavailable")]
    [InlineData("the chain", "chain_mismatch")]
    [InlineData("the key", "signer_unavailable")]
    public void Outage_behind_the_allowance_is_noted_once_with_the_block_of_the_look(string what, string reason) => Alone(() =>
    {
        var system = Began();
        system.Mine();
        var asked = 0;
        system.Node.IsOnWrongChain = what == "the chain";
        system.Fate = call => (what == "the nodes" && call == "ask" && ++asked > 2) || (what == "the key" && call == "key") ? Passage.NotDone : Passage.Through;

        system.Advance();
        var hold = system.Find("m-1").Order.Hold!;
        system.Mine();
        asked = 0;
        system.Calls.Take();
        system.Advance();

        Assert.Equal((reason, system.Chain.Head.Number - 1), (hold.Reason.Value, hold.Head));
        Assert.DoesNotContain(system.Calls.Take(), IsWrite);
        Assert.Equal(hold, system.Find("m-1").Order.Hold);
    });

    [Theory]
    [InlineData(JobPhase.Broadcast)]
    [InlineData(JobPhase.Mined)]
    public void Outage_while_an_order_is_only_watched_is_not_the_orders(JobPhase phase) => Alone(() =>
    {
        var system = At(phase);
        system.Fate = call => call == "ask" ? Passage.NotDone : Passage.Through;

        Assert.Equal("read state, ask", OfTick(system));
        Assert.Equal((phase, null), (system.Find("m-1").Order.Phase, system.Find("m-1").Order.Hold));
    });

    [Fact]
    public void Guard_that_refuses_right_after_the_reservation_is_noted_with_the_block_it_saw() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        BeforeReservation(system, () => system.OnChain(state => state with { ReserveToken = state.ReserveToken * 9 / 10 }));

        var hold = system.Run("m-1").Order!.Order.Hold!;

        Assert.Equal((ReasonCode.PriceRejected, system.Chain.Head.Number), (hold.Reason, hold.Head));
    });

    [Fact]
    public void Bytes_that_every_node_refuses_stay_stored_until_one_takes_them() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Fate = call =>
        {
            if (call == "broadcast")
                system.OnChain(state => state.WithEach(account => account with { NativeWei = 0 }));
            return Passage.Through;
        };
        system.Calls.Take();
        var refused = system.Run("m-1").Order!;
        Assert.Single(system.Calls.Take(), "broadcast");
        system.Fate = _ => Passage.Through;
        system.OnChain(state => state.WithEach(account => account with { NativeWei = ModelChain.Native }));

        system.Advance();

        Assert.Equal((ReasonCode.RefusedByNodes, AttemptState.Stored), (refused.Order.Hold!.Reason, refused.Attempts[0].State));
        Assert.Contains("insufficient funds", refused.Order.Hold.Detail, StringComparison.Ordinal);
        Assert.Null(system.Find("m-1").Order.Hold);
        Assert.Equal((AttemptState.Sent, system.Chain.Head.Number), (system.Find("m-1").Attempts[0].State, system.Find("m-1").Attempts[0].SentAtBlock));
    });

    [Fact]
    public void Pause_holds_what_was_not_sent_and_is_lifted_without_a_trace() => Alone(() =>
    {
        var system = Began();
        system.Mine();
        system.Pause();

        system.Advance();
        var hold = system.Find("m-1").Order.Hold;
        Assert.Equal("read state, ask, decide PutOnHold", OfTick(system));
        system.Resume();

        Assert.Equal(ReasonCode.Paused, hold?.Reason);
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
    });

    [Fact]
    public void Undone_order_holds_the_next_one_as_a_pause_does() => Alone(() =>
    {
        var system = Began();
        system.Mine();
        system.Edit(state => state with { UndoneOrders = state.UndoneOrders.Add("m-0") });

        system.Advance();

        Assert.Equal(ReasonCode.Paused, system.Find("m-1").Order.Hold?.Reason);
        Assert.Equal(ReasonCode.PurchaseUndone, system.Run("m-2").Outcome);
        Assert.Equal("Order m-0 was completed, but its purchase is not on the chain any more: an operator must resolve it.", system.Run("m-2").Detail);
    });

    [Fact]
    public void Nonce_that_only_seemed_to_be_taken_lets_the_order_go_on() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        system.Node.Lie = Lie.Nonce;
        system.MineWithoutUs(5);
        system.Advance();
        var held = system.Find("m-1").Order.Hold!;
        var sameBlock = OfTick(system, blocks: 0);
        system.MineWithoutUs(1);
        system.Advance();
        var again = system.Find("m-1").Order.Hold!;
        system.Node.Lie = Lie.None;

        var gone = OfTick(system, blocks: 0);

        Assert.Equal((ReasonCode.NonceTakenElsewhere, 1), (held.Reason, held.Looks));
        Assert.Equal("read state, ask, decide PutOnHold", sameBlock);
        Assert.Equal((2, held.Since), (again.Looks, again.Since));
        Assert.Equal($"read state, ask, decide Resume, {Step}, decide Wait", gone);
        Assert.Null(system.Find("m-1").Order.Hold);
    });

    [Fact]
    public void Stranger_who_is_there_before_the_first_signature_is_an_operators_matter_after_ten_looks() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Run("m-1");
        system.Settle("m-1");
        system.Sell(new Zar(100_000_00));
        BeforeReservation(system, system.Steal);
        var first = system.Run("m-2").Order!.Order;
        var looks = 1;
        for (; !system.Find("m-2").Order.IsUnknown; looks++)
        {
            system.Mine();
            system.Wait(TimeSpan.FromMinutes(1));
            system.Advance();
            Assert.True(looks < 20);
        }

        Assert.Equal((ReasonCode.ForeignNonce, 1, false), (first.Hold!.Reason, first.Hold.Looks, first.IsUnknown));
        Assert.Equal(11, looks);
        Assert.Equal(ReasonCode.ForeignNonce, system.Find("m-2").Order.Reason);
        Assert.Contains("Order m-2 is unknown and needs an operator, foreign_nonce", Assert.Single(system.Calls.Alarms), StringComparison.Ordinal);
    });
}
