using BuyOrder.Domain;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Schedule;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Domain.Checks;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>What has become of a slot, and which slot is told as missed.</summary>
public sealed class SlotOutcomeTests
{
    private static readonly Slot Slot = new("s-20261122T1200", Noon);

    /// <summary>Every hour, on the hour.</summary>
    private static readonly ParametersVersion Hourly = new(
        1, CheckExamples.Parameters with { Schedule = "0 0 * * * *" }, Noon.AddDays(-2), "deployment", "first");

    private static readonly TreasuryState Opened = new() { ScheduleFrom = Noon.AddDays(-1) };

    [Fact]
    public void Slot_with_an_order_is_ordered_whatever_else_is_known()
    {
        var outcome = SlotOutcome.Of(Slot, isNewest: true, finished: null, Reserved(), ReasonCode.BelowMinimum);

        Assert.Equal("m-1", Assert.IsType<SlotOutcome.Ordered>(outcome).Order.Id);
    }

    [Fact]
    public void Slot_with_too_little_revenue_is_finished_though_it_is_the_newest() =>
        Assert.Equal(new SlotOutcome.TooLittle(), SlotOutcome.Of(Slot, isNewest: true, finished: null, order: null, ReasonCode.BelowMinimum));

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(true, -1, true)]
    [InlineData(true, 0, false)]
    [InlineData(true, 1, false)]
    [InlineData(false, null, false)]
    public void Newest_slot_is_due_until_it_is_finished_and_any_other_is_missed(bool isNewest, int? finishedAfter, bool isDue)
    {
        var finished = finishedAfter is { } hours ? Noon.AddHours(hours) : (DateTimeOffset?)null;

        SlotOutcome expected = isDue ? new SlotOutcome.Due(ReasonCode.Paused) : new SlotOutcome.Missed(ReasonCode.Paused);

        Assert.Equal(expected, SlotOutcome.Of(Slot, isNewest, finished, order: null, ReasonCode.Paused));
    }

    [Fact]
    public void Missed_slot_is_told_with_its_last_reason()
    {
        Assert.Equal(
            "Slot s-20261122T1200 was missed: the last reason was paused, and no slot was finished since.", new MissedSlot(Slot, ReasonCode.Paused).Detail);
        Assert.Equal("Slot s-20261122T1200 was missed: it was never tried, and no slot was finished since.", new MissedSlot(Slot, null).Detail);
    }

    /// <summary>At half past noon the slot of noon is due, and that of eleven o'clock was the one before.</summary>
    [Theory]
    [InlineData(null, true)]
    [InlineData(-2, true)]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    public void Slot_before_the_one_that_is_due_was_missed_unless_it_or_a_later_one_is_finished(int? finishedAfter, bool isMissed)
    {
        var state = Opened with
        {
            FinishedSlot = finishedAfter is { } hours ? Noon.AddHours(hours) : null,
            PendingSlot = new PendingSlot(Slot.Id, Slot.At, ReasonCode.Paused),
        };

        Assert.Equal(
            isMissed ? new MissedSlot(new Slot("s-20261122T1100", Noon.AddHours(-1)), ReasonCode.Paused) : null,
            MissedSlot.Find(state, Hourly, Noon.AddMinutes(30)));
    }

    [Fact]
    public void Nothing_is_missed_before_the_store_was_opened_or_where_slots_stand_for_each_other()
    {
        var often = Hourly with { Parameters = Hourly.Parameters with { Schedule = "0 */5 * * * *" } };

        Assert.Null(MissedSlot.Find(Opened with { ScheduleFrom = null }, Hourly, Noon.AddMinutes(30)));
        Assert.Null(MissedSlot.Find(Opened with { ScheduleFrom = Noon.AddMinutes(-59) }, Hourly, Noon.AddMinutes(30)));
        Assert.Null(MissedSlot.Find(Opened with { ScheduleFrom = Noon.AddMinutes(1) }, Hourly, Noon.AddMinutes(30)));
        Assert.Equal(
            new MissedSlot(new Slot("s-20261122T1100", Noon.AddHours(-1)), null),
            MissedSlot.Find(Opened with { ScheduleFrom = Noon.AddHours(-1) }, Hourly, Noon.AddMinutes(30)));
        Assert.Equal("s-20261122T1145", MissedSlot.Find(Opened, often, Noon)?.Slot.Id);
    }
}
