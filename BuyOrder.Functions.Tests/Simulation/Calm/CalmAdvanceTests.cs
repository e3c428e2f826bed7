using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Orders;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>How the real engine takes an order on: what each tick asks, writes and sends, and that it does no more than that.</summary>
public sealed class CalmAdvanceTests
{
    private const string Taken = "write state o:m-1";

    [Fact]
    public void Each_tick_of_an_order_does_what_is_next_and_no_more() => Alone(() =>
    {
        var system = Began();

        Assert.Equal("read state, ask, decide Wait", OfTick(system, blocks: 0));
        Assert.Equal(OrderPhase.Approving, system.Find("m-1").Order.Phase);
        Assert.Equal(
            "read state, ask, ask, decide Prepare, ask, ask, key, sign, write state o:m-1 a:m-1:0002 t, "
            + "ask, ask, decide Send, broadcast, write state o:m-1 a:m-1:0002",
            OfTick(system));
        Assert.Equal(OrderPhase.Broadcast, system.Find("m-1").Order.Phase);
        Assert.Equal("read state, ask, ask, decide NoteMined, write state o:m-1", OfTick(system));
        Assert.Equal("read state, ask, ask, decide Wait", OfTick(system, blocks: 3));
        Assert.Equal("read state, ask, ask, decide Settle, write state o:m-1 a:m-1:0001 a:m-1:0002 w x", OfTick(system));
        Assert.Equal("read state", OfTick(system));
    });

    [Fact]
    public void Gas_of_all_transactions_is_booked_once_the_order_ends() => Alone(() =>
    {
        var system = Began();

        var order = system.Settle("m-1");

        var price = ModelChain.CalmBaseFeeWei + 1_000_000_000;
        BigInteger[] spent = [ModelContracts.ApproveGas * price, ModelContracts.SwapGas * price];
        Assert.Equal(spent, system.Find("m-1").Attempts.Select(attempt => attempt.GasSpentWei!.Value));
        Assert.Equal((spent[0] + spent[1], spent[0] + spent[1]), (order.GasSpentWei, system.State().GasSpentWei));
        Assert.All(system.Find("m-1").Attempts, attempt => Assert.Null(attempt.RevertReason));
    });

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
            isReserved |= call.StartsWith("write", StringComparison.Ordinal);
            system.Node.IsOnWrongChain = isReserved && what == "the chain";
            return isReserved && (what == "the nodes" ? call == "ask" : what == "the key" && call == "key") ? Passage.NotDone : Passage.Through;
        };

        var run = system.Run("m-1");

        Assert.Equal((ReasonCode.Ordered, reason), (run.Outcome, run.Order!.Order.Hold?.Reason.Value));
        Assert.Equal(run.Order.Order.Hold, system.Find("m-1").Order.Hold);
        Assert.Empty(run.Order.Attempts);
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
        Assert.DoesNotContain(system.Calls.Take(), call => call.StartsWith("write", StringComparison.Ordinal));
        Assert.Equal(hold, system.Find("m-1").Order.Hold);
    });

    [Theory]
    [InlineData(OrderPhase.Broadcast)]
    [InlineData(OrderPhase.Mined)]
    public void Outage_while_an_order_is_only_watched_is_not_the_orders(OrderPhase phase) => Alone(() =>
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
        var isReserved = false;
        system.Fate = call =>
        {
            if (!isReserved && call.StartsWith("write", StringComparison.Ordinal))
                system.OnChain(state => state with { ReserveToken = state.ReserveToken * 9 / 10 });
            isReserved |= call.StartsWith("write", StringComparison.Ordinal);
            return Passage.Through;
        };

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
    public void Order_that_others_change_at_each_of_its_steps_is_left_to_the_next_tick() => Alone(() =>
    {
        var system = At(OrderPhase.Broadcast);
        system.Mine();
        system.Fate = call => call == Taken ? Passage.Refused : Passage.Through;

        var calls = OfTick(system, blocks: 0);
        system.Fate = _ => Passage.Through;
        system.Advance();

        Assert.Equal(string.Join(", ", Enumerable.Repeat($"read state, ask, ask, decide NoteMined, {Taken}", 16)) + ", read state", calls);
        Assert.Equal(OrderPhase.Mined, system.Find("m-1").Order.Phase);
    });

    [Fact]
    public void Step_that_somebody_else_was_faster_with_is_decided_again_on_fresh_facts() => Alone(() =>
    {
        var system = At(OrderPhase.Broadcast);
        system.Mine();
        var refused = false;
        system.Fate = call =>
        {
            if (call != Taken || refused)
                return Passage.Through;
            refused = true;
            return Passage.Refused;
        };

        Assert.Equal($"read state, ask, ask, decide NoteMined, {Taken}, read state, ask, ask, decide NoteMined, {Taken}", OfTick(system, blocks: 0));
    });

    [Fact]
    public void Purchase_that_a_reorganisation_takes_back_is_noted_and_sent_again_in_one_tick() => Alone(() =>
    {
        var system = At(OrderPhase.Mined);
        system.Undo(1);

        Assert.Equal($"read state, ask, ask, decide NoteUnmined, {Taken}, decide Send, broadcast", OfTick(system, blocks: 0));
        Assert.Equal(OrderPhase.Broadcast, system.Find("m-1").Order.Phase);
        Assert.Equal(OrderStatus.Completed, system.Settle("m-1").Status);
        Assert.Single(system.Chain.Purchases);
    });

    [Fact]
    public void Swap_that_reverts_is_told_why_and_tried_again_with_the_next_nonce() => Alone(() =>
    {
        var system = At(OrderPhase.Broadcast);
        system.OnChain(state => state with { ReserveToken = state.ReserveToken * 94 / 100 });
        system.Mine(4);

        var calls = OfTick(system, blocks: 0);
        var retried = system.Find("m-1");
        system.OnChain(ModelChain.Balanced);
        var order = system.Settle("m-1");

        Assert.Equal(
            "read state, ask, ask, decide Retry, ask, write state o:m-1 a:m-1:0001 a:m-1:0002, decide Prepare, ask, write state o:m-1", calls);
        Assert.Equal(ReasonCode.PriceRejected, retried.Order.Hold?.Reason);
        Assert.Equal((1, ReasonCode.Reverted), (retried.Order.Retry, retried.Order.Reason));
        Assert.Equal((AttemptState.Reverted, "reverted without a reason"), (retried.Attempts[1].State, retried.Attempts[1].RevertReason));
        Assert.Equal((AttemptState.Succeeded, null), (retried.Attempts[0].State, retried.Attempts[0].RevertReason));
        Assert.Equal([0L, 1L, 2L], system.Find("m-1").Attempts.Select(attempt => attempt.Nonce));
        Assert.Equal(system.Find("m-1").Attempts.Aggregate(BigInteger.Zero, (sum, attempt) => sum + attempt.GasSpentWei!.Value), order.GasSpentWei);
        Assert.Equal(OrderStatus.Completed, order.Status);
    });

    [Fact]
    public void Order_whose_retries_are_used_up_fails_and_gives_its_base_back() => Alone(() =>
    {
        var system = Began();
        while (!system.Find("m-1").Order.IsEnded)
        {
            system.Advance();
            system.Chain.Others = state => system.Node.Pool.At(0, 1 + system.Find("m-1").Order.Retry) is null
                ? ModelChain.Balanced(state)
                : state with { ReserveToken = state.ReserveToken * 94 / 100 };
            system.Mine();
            system.OnChain(ModelChain.Balanced);
            system.Mine(4);
        }

        var order = system.Find("m-1").Order;
        Assert.Equal((OrderStatus.Failed, ReasonCode.Reverted, 3), (order.Status, order.Reason, order.Retry));
        Assert.Equal((Zar.Zero, 1L), (system.State().ConsumedBase, system.State().Failed));
        Assert.Empty(system.Chain.Purchases);
    });

    [Fact]
    public void Pause_holds_what_was_not_sent_and_is_lifted_without_a_trace() => Alone(() =>
    {
        var system = Began();
        system.Mine();
        system.Change(parameters => parameters with { Paused = true });

        system.Advance();
        var hold = system.Find("m-1").Order.Hold;
        Assert.Equal("read state, ask, ask, decide StandStill", OfTick(system));
        system.Change(parameters => parameters with { Paused = false });

        Assert.Equal(ReasonCode.Paused, hold?.Reason);
        Assert.Equal(OrderStatus.Completed, system.Settle("m-1").Status);
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
        var system = At(OrderPhase.Broadcast);
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
        Assert.Equal("read state, ask, ask, decide StandStill", sameBlock);
        Assert.Equal((2, held.Since), (again.Looks, again.Since));
        Assert.Equal($"read state, ask, ask, decide Resume, {Taken}, decide Wait", gone);
        Assert.Null(system.Find("m-1").Order.Hold);
    });

    [Fact]
    public void Stranger_who_is_there_before_the_first_signature_is_a_humans_matter_after_ten_looks() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Run("m-1");
        system.Settle("m-1");
        system.Sell(new Zar(100_000_00));
        var isReserved = false;
        system.Fate = call =>
        {
            if (!isReserved && call.StartsWith("write", StringComparison.Ordinal))
                system.Steal();
            isReserved |= call.StartsWith("write", StringComparison.Ordinal);
            return Passage.Through;
        };
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

    [Fact]
    public void Tick_beside_one_that_still_works_leaves_the_order_to_it() => Alone(() =>
    {
        var system = Began();
        var process = system.Started();
        system.Fate = call => call == "ask" ? null : Passage.Through;
        var working = process.Begin<BuyOrders, bool>(async orders =>
        {
            await orders.AdvanceAsync(CancellationToken.None);
            return true;
        });
        system.Calls.Take();

        process.Advance();
        var beside = system.Calls.Take();
        var isWorking = !working.IsCompleted;
        system.Fate = _ => Passage.Through;
        system.LetGo();

        Assert.Empty(beside);
        Assert.True(isWorking);
        Assert.True(working.IsCompletedSuccessfully);
    });

    private static CalmSystem Began()
    {
        var system = new CalmSystem(new Zar(100_000_00));
        Assert.Equal(ReasonCode.Ordered, system.Run("m-1").Outcome);
        return system;
    }

    private static CalmSystem At(OrderPhase phase)
    {
        var system = Began();
        while (system.Find("m-1").Order.Phase != phase)
        {
            system.Mine();
            system.Advance();
        }

        return system;
    }

    /// <summary>What one tick does, some blocks later.</summary>
    private static string OfTick(CalmSystem system, int blocks = 1)
    {
        system.Mine(blocks);
        system.Calls.Take();
        system.Advance();
        return string.Join(", ", system.Calls.Take());
    }
}
