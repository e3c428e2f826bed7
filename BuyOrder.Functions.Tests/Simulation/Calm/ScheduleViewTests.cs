using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Engine.Runs;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>What the schedule says of its slots, on an hourly schedule that begins at ten.</summary>
public sealed class ScheduleViewTests
{
    private readonly CalmSystem system = new(new Zar(200_000_00));

    public ScheduleViewTests() => system.Change(rules => rules with { Schedule = "0 0 * * * *", ScheduleTimeZone = "UTC" });

    [Fact]
    public void Slot_with_an_order_names_it()
    {
        system.RunDueSlot();

        var outcome = Assert.IsType<SlotOutcome.Ordered>(Assert.Single(Recent()).Outcome);

        Assert.Equal(("s-20261122T1000", JobStatus.Pending), (outcome.Order.Id, outcome.Order.Status));
    }

    [Fact]
    public void Newest_slot_is_due_until_it_was_tried_and_says_then_why_nothing_was_ordered()
    {
        Assert.Equal([new SlotOutcome.Due(null)], Outcomes());

        system.RunDueSlot();
        system.Wait(TimeSpan.FromHours(1));
        system.RunDueSlot();

        Assert.Equal(new SlotOutcome.Due(ReasonCode.AlreadyActive), Outcomes()[0]);
    }

    [Fact]
    public void Slot_that_a_later_one_came_before_was_missed_with_its_last_reason()
    {
        system.RunDueSlot();
        system.Wait(TimeSpan.FromHours(1));
        system.RunDueSlot();
        system.Run("m-by-hand");
        system.Wait(TimeSpan.FromHours(2));
        system.RunDueSlot();

        Assert.Equal(
            [new SlotOutcome.Due(ReasonCode.AlreadyActive), new SlotOutcome.Missed(null), new SlotOutcome.Missed(ReasonCode.AlreadyActive)],
            Outcomes()[..3]);
    }

    [Fact]
    public void Slot_without_enough_revenue_is_finished()
    {
        var poor = new CalmSystem(new Zar(1_00));
        poor.Change(rules => rules with { Schedule = "0 0 * * * *", ScheduleTimeZone = "UTC" });

        poor.RunDueSlot();

        Assert.IsType<SlotOutcome.TooLittle>(Assert.Single(View(poor).Recent).Outcome);
    }

    [Fact]
    public void Ten_slots_back_and_five_ahead()
    {
        system.Wait(TimeSpan.FromDays(2));

        var view = View(system);

        Assert.Equal((10, 5), (view.Recent.Count, view.Next.Count));
        Assert.Equal(TimeSpan.FromHours(1), view.Next[0].At - view.Recent[0].Slot.At);
    }

    [Fact]
    public void Slot_that_an_earlier_schedule_left_due_is_the_last_of_its_kind()
    {
        system.Wait(TimeSpan.FromHours(2));
        system.Change(rules => rules with { Schedule = "0 30 * * * *" });
        Assert.Equal([new SlotOutcome.Due(null)], Outcomes());

        system.Wait(TimeSpan.FromHours(1));

        Assert.Equal(["s-20261122T1230", "s-20261122T1200"], Recent().Select(each => each.Slot.Id));
        Assert.Equal([new SlotOutcome.Due(null), new SlotOutcome.Missed(null)], Outcomes());
    }

    [Fact]
    public void Before_the_first_start_there_are_no_slots() =>
        Assert.All(Recent(), each => Assert.True(each.Slot.At >= system.State().ScheduleFrom));

    private static ScheduleView View(CalmSystem of) => of.Ask<ScheduleReader, ScheduleView>(schedule => schedule.ReadAsync(CancellationToken.None));

    private IReadOnlyList<(BuyOrder.Domain.Schedule.Slot Slot, SlotOutcome Outcome)> Recent() => View(system).Recent;

    private List<SlotOutcome> Outcomes() => [.. Recent().Select(each => each.Outcome)];
}
