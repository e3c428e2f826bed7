using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Engine;
using BuyOrder.Simulation.Processes;
using BuyOrder.Testing.Model;
using static BuyOrder.Functions.Tests.Simulation.Calm.CalmOrders;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>How the real engine takes an order on: what each tick asks, writes and sends, and that it does no more than that.</summary>
public sealed class CalmAdvanceTests
{
    /// <summary>What was remembered led to a refused write: all of it is read again.</summary>
    private const string ReadAgain = "read state, read o:m-1, read a:m-1, read state";

    [Fact]
    public void Each_tick_of_an_order_does_what_is_next_and_no_more() => Alone(() =>
    {
        var system = Began();

        Assert.Equal("read state, ask, decide Wait", OfTick(system, blocks: 0));
        Assert.Equal(JobPhase.Approving, system.Find("m-1").Order.Phase);
        Assert.Equal(
            "read state, ask, ask, decide Prepare, ask, ask, ask, key, sign, write state o:m-1 a:m-1:0002 t, "
            + "ask, decide Send, read state, broadcast, write state o:m-1 a:m-1:0002",
            OfTick(system));
        Assert.Equal(JobPhase.Broadcast, system.Find("m-1").Order.Phase);
        Assert.Equal("read state, ask, ask, decide NoteMined, write state o:m-1", OfTick(system));
        Assert.Equal("read state, ask, decide Wait", OfTick(system, blocks: 3));
        Assert.Equal("read state, ask, decide Settle, write state o:m-1 a:m-1:0001 a:m-1:0002 w x c", OfTick(system));
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

    [Fact]
    public void Order_that_others_change_at_each_of_its_steps_is_left_to_the_next_tick() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        system.Mine();
        system.Fate = call => call == Step ? Passage.Refused : Passage.Through;

        var calls = OfTick(system, blocks: 0);
        system.Fate = _ => Passage.Through;
        system.Advance();

        Assert.Equal(
            $"read state, ask, ask, decide NoteMined, {Step}, {ReadAgain}, "
                + string.Join(", ", Enumerable.Repeat($"ask, decide NoteMined, {Step}, {ReadAgain}", 15)),
            calls);
        Assert.Equal(JobPhase.Mined, system.Find("m-1").Order.Phase);
    });

    [Fact]
    public void Step_that_another_instance_was_faster_with_is_decided_again_on_fresh_facts() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        system.Mine();
        var refused = false;
        system.Fate = call =>
        {
            if (call != Step || refused)
                return Passage.Through;
            refused = true;
            return Passage.Refused;
        };

        Assert.Equal(
            $"read state, ask, ask, decide NoteMined, {Step}, {ReadAgain}, ask, decide NoteMined, {Step}", OfTick(system, blocks: 0));
    });

    [Fact]
    public void Purchase_that_a_reorganisation_takes_back_is_noted_and_sent_again_in_one_tick() => Alone(() =>
    {
        var system = At(JobPhase.Mined);
        system.Undo(1);

        Assert.Equal($"read state, ask, decide NoteUnmined, {Step}, decide Send, broadcast", OfTick(system, blocks: 0));
        Assert.Equal(JobPhase.Broadcast, system.Find("m-1").Order.Phase);
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
        Assert.Single(system.Chain.Purchases);
    });

    [Fact]
    public void Swap_that_reverts_is_told_why_and_tried_again_with_the_next_nonce() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        system.OnChain(state => state with { ReserveToken = state.ReserveToken * 94 / 100 });
        system.Mine(4);

        var calls = OfTick(system, blocks: 0);
        var retried = system.Find("m-1");
        system.OnChain(ModelChain.Balanced);
        var order = system.Settle("m-1");

        Assert.Equal(
            "read state, ask, ask, decide Retry, ask, write state o:m-1 a:m-1:0001 a:m-1:0002, decide Prepare, ask, write state o:m-1 x y", calls);
        Assert.Equal(ReasonCode.PriceRejected, retried.Order.Hold?.Reason);
        Assert.Equal((1, ReasonCode.Reverted), (retried.Order.Retry, retried.Order.Reason));
        Assert.Equal((AttemptState.Reverted, "reverted without a reason"), (retried.Attempts[1].State, retried.Attempts[1].RevertReason));
        Assert.Equal((AttemptState.Succeeded, null), (retried.Attempts[0].State, retried.Attempts[0].RevertReason));
        Assert.Equal([0L, 1L, 2L], system.Find("m-1").Attempts.Select(attempt => attempt.Nonce));
        Assert.Equal(system.Find("m-1").Attempts.Aggregate(BigInteger.Zero, (sum, attempt) => sum + attempt.GasSpentWei!.Value), order.GasSpentWei);
        Assert.Equal(JobStatus.Completed, order.Status);
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
        Assert.Equal((JobStatus.Failed, ReasonCode.Reverted, 3), (order.Status, order.Reason, order.Retry));
        Assert.Equal((Zar.Zero, 1L), (system.State().ConsumedBase, system.State().Failed));
        Assert.Empty(system.Chain.Purchases);
    });

    [Fact]
    public void Tick_beside_one_that_still_works_leaves_the_order_to_it() => Alone(() =>
    {
        var system = Began();
        var process = system.Started();
        system.Fate = call => call == "ask" ? null : Passage.Through;
        var working = process.Begin<OrderService>(orders => orders.AdvanceAsync(CancellationToken.None));
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
}
