using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Simulation.Processes;
using BuyOrder.Testing.Orders;

using static BuyOrder.Functions.Tests.Simulation.Calm.CalmOrders;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>Slots: each is tried until it is finished or a newer one is due, and every try is on record.</summary>
/// <remarks>The order store was opened at 10:00; a slot comes every 20 minutes.</remarks>
public sealed class CalmScheduleTests
{
    private static readonly DateTimeOffset Ten = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Slot_is_bought_for_once() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));

        var first = system.RunDueSlot();
        var state = system.State();
        system.Calls.Take();
        var again = system.RunDueSlot();
        var calls = system.Calls.Take();

        Assert.Equal((ReasonCode.Ordered, "s-20261122T1000"), (first!.Outcome, first.Order!.Order.Id));
        Assert.Equal((OrderTrigger.Schedule, "schedule"), (first.Order!.Order.Trigger, first.Order!.Order.RequestedBy));
        Assert.Equal((Ten, null), (state.FinishedSlot, state.PendingSlot));
        Assert.Null(again);
        Assert.DoesNotContain(calls, IsWrite);
        var run = Assert.Single(system.Runs());
        Assert.Equal(("schedule", "s-20261122T1000", "s-20261122T1000"), (run.RequestedBy, run.Slot, run.OrderId));
        Assert.Equal((OrderTrigger.Schedule, ReasonCode.Ordered), (run.Trigger, run.Outcome));
    });

    [Fact]
    public void Too_little_revenue_finishes_a_slot() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(999_00));

        var first = system.RunDueSlot();
        var state = system.State();

        Assert.Equal(ReasonCode.BelowMinimum, first!.Outcome);
        Assert.Equal((Ten, null), (state.FinishedSlot, state.PendingSlot));
        Assert.Null(system.RunDueSlot());
        Assert.Single(system.Runs());
    });

    [Fact]
    public void Slot_that_is_refused_stays_due_until_a_newer_one_is_and_is_missed_then() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Pause();

        Assert.Equal((ReasonCode.Paused, "Buying is paused."), (system.RunDueSlot()!.Outcome, system.RunDueSlot()!.Detail));
        var pending = system.State();
        var tries = system.Runs();
        system.Wait(TimeSpan.FromMinutes(20));
        system.RunDueSlot();
        var newer = system.State();
        var runs = system.Runs();
        system.Resume();
        system.Mine();
        var bought = system.RunDueSlot();

        Assert.Equal((null, new PendingSlot("s-20261122T1000", Ten, ReasonCode.Paused)), (pending.FinishedSlot, pending.PendingSlot));
        Assert.All(tries, run => Assert.Equal((ReasonCode.Paused, null), (run.Outcome, run.OrderId)));
        Assert.Equal(new PendingSlot("s-20261122T1020", Ten.AddMinutes(20), ReasonCode.Paused), newer.PendingSlot);
        var missed = Assert.Single(runs, run => run.Outcome == ReasonCode.Missed);
        Assert.Equal((OrderTrigger.Schedule, "schedule", "s-20261122T1000"), (missed.Trigger, missed.RequestedBy, missed.Slot));
        Assert.Equal("Slot s-20261122T1000 ended without an order; the last reason was paused.", missed.Detail);
        Assert.Equal("s-20261122T1020", bought!.Order!.Order.Id);
        Assert.Equal((Ten.AddMinutes(20), null), (system.State().FinishedSlot, system.State().PendingSlot));
        Assert.Single(system.Runs(), run => run.Outcome == ReasonCode.Missed);
    });

    [Fact]
    public void Host_whose_clock_is_behind_does_not_bring_back_an_older_slot() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        var behind = system.Started(TimeSpan.FromMinutes(-10));
        system.Pause();
        system.RunDueSlot();
        system.Wait(TimeSpan.FromMinutes(20));

        for (var looks = 0; looks < 2; looks++)
        {
            system.RunDueSlot();
            Assert.Equal(ReasonCode.Paused, behind.Ask<OrderService, RunResult?>(orders => orders.RunDueSlotAsync(CancellationToken.None))!.Outcome);
        }

        Assert.Equal(Ten.AddMinutes(20), system.State().PendingSlot?.At);
        Assert.Single(system.Runs(), run => run.Outcome == ReasonCode.Missed);
    });

    [Fact]
    public void Missed_slot_is_told_once_though_the_host_that_told_it_dies_and_one_whose_clock_is_behind_goes_on() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        var (dies, behind) = (system.Started(), system.Started(TimeSpan.FromMinutes(-10)));
        system.Pause();
        system.RunDueSlot();
        system.Wait(TimeSpan.FromMinutes(20));

        var writes = 0;
        system.Fate = call => IsWrite(call) && ++writes == 2 ? Passage.DieBefore : Passage.Through;
        dies.Begin<OrderService>(orders => orders.RunDueSlotAsync(CancellationToken.None));
        system.Fate = _ => Passage.Through;
        var (told, pending) = (system.Runs(), system.State().PendingSlot);
        behind.Ask<OrderService, RunResult?>(orders => orders.RunDueSlotAsync(CancellationToken.None));
        system.RunDueSlot();

        Assert.Equal(2, writes);
        Assert.Single(told, run => run.Outcome == ReasonCode.Missed);
        Assert.Equal(new PendingSlot("s-20261122T1020", Ten.AddMinutes(20), ReasonCode.Paused), pending);
        Assert.Equal(pending, system.State().PendingSlot);
        Assert.Single(system.Runs(), run => run.Outcome == ReasonCode.Missed);
    });

    [Fact]
    public void Missed_slot_is_told_also_when_another_host_takes_a_step_meanwhile() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        var races = system.Started();
        system.Pause();
        system.RunDueSlot();
        system.Wait(TimeSpan.FromMinutes(20));
        BeforeReservation(system, () => system.Resume());

        races.Ask<OrderService, RunResult?>(orders => orders.RunDueSlotAsync(CancellationToken.None));

        Assert.Equal("s-20261122T1000", Assert.Single(system.Runs(), run => run.Outcome == ReasonCode.Missed).Slot);
    });

    [Fact]
    public void Manual_run_leaves_the_schedule_alone() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Pause();
        system.RunDueSlot();
        var before = system.State().PendingSlot;
        system.Resume();

        system.Run("m-1");

        Assert.NotNull(before);
        Assert.Equal((null, before), (system.State().FinishedSlot, system.State().PendingSlot));
    });

    [Fact]
    public void Order_store_without_a_beginning_has_no_slot_that_is_due() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Edit(state => state with { ScheduleFrom = null });

        Assert.Null(system.RunDueSlot());
        Assert.Empty(system.Runs());
    });

    [Fact]
    public void Slots_of_a_new_schedule_count_from_the_change_and_one_that_was_due_stays_due_until_the_first_of_them() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(999_00));
        system.Wait(TimeSpan.FromMinutes(12));
        system.Change(parameters => parameters with { Schedule = "0 */7 * * * *" });

        // 10:00 of the old schedule; 10:07 of the new one had passed before it counted.
        var left = system.RunDueSlot();
        var none = system.RunDueSlot();
        system.Wait(TimeSpan.FromMinutes(3));
        var first = system.RunDueSlot();

        Assert.Equal((ReasonCode.BelowMinimum, ReasonCode.BelowMinimum), (left!.Outcome, first!.Outcome));
        Assert.Null(none);
        Assert.Equal(["s-20261122T1014", "s-20261122T1000"], system.Runs().Select(run => run.Slot));
    });

    [Fact]
    public void Old_slot_that_was_not_run_gives_way_to_the_first_of_the_new_schedule() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(999_00));
        system.Wait(TimeSpan.FromMinutes(12));
        system.Change(parameters => parameters with { Schedule = "0 */7 * * * *" });
        system.Change(parameters => parameters with { SlippageBps = 90 });
        system.Wait(TimeSpan.FromMinutes(3));

        system.RunDueSlot();

        Assert.Equal(["s-20261122T1014"], system.Runs().Select(run => run.Slot));
        Assert.Null(system.RunDueSlot());
    });
}
