using System.Globalization;
using BuyOrder.Domain.Scheduling;

namespace BuyOrder.Functions.Tests.Scheduling;

public sealed class SlotScheduleTests
{
    private static readonly DateTimeOffset LongAgo = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Daily_slot_is_named_by_its_local_time_and_due_at_its_moment()
    {
        var schedule = SlotSchedule.TryCreate("0 0 2 * * *", "Africa/Johannesburg")!;

        var slot = schedule.LatestDue(At("2026-11-22T00:00:00Z"), LongAgo)!;

        Assert.Equal(("s-20261122T0200", At("2026-11-22T00:00:00Z")), (slot.Id, slot.At));
        Assert.Equal("s-20261121T0200", schedule.LatestDue(At("2026-11-21T23:59:59Z"), LongAgo)!.Id);
    }

    [Fact]
    public void Slot_before_the_first_start_is_never_due()
    {
        var schedule = SlotSchedule.TryCreate("0 0 2 * * *", "Africa/Johannesburg")!;

        Assert.Null(schedule.LatestDue(At("2026-11-22T12:00:00Z"), At("2026-11-22T00:00:01Z")));
        Assert.NotNull(schedule.LatestDue(At("2026-11-22T12:00:00Z"), At("2026-11-22T00:00:00Z")));
    }

    [Fact]
    public void Slots_within_a_minute_are_told_apart_by_seconds()
    {
        var schedule = SlotSchedule.TryCreate("* * * * * *", "UTC")!;

        Assert.Equal("s-20261122T120007", schedule.LatestDue(At("2026-11-22T12:00:07.9Z"), LongAgo)!.Id);
        Assert.Equal("s-20261122T1200", schedule.LatestDue(At("2026-11-22T12:00:00.1Z"), LongAgo)!.Id);
    }

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", "s-20260328T0230")] // Berlin: 02:30 does not exist on 29 March
    [InlineData("2026-03-29T01:29:59Z", "s-20260328T0230")]
    [InlineData("2026-03-29T01:30:00Z", "s-20260329T0230")] // 03:30 summer time
    public void Local_time_that_the_zone_skips_is_due_when_the_clocks_have_moved_on(string now, string expected) =>
        Assert.Equal(expected, SlotSchedule.TryCreate("0 30 2 * * *", "Europe/Berlin")!.LatestDue(At(now), LongAgo)!.Id);

    [Theory]
    [InlineData("2026-10-25T00:29:59Z", "s-20261024T0230")]
    [InlineData("2026-10-25T00:30:00Z", "s-20261025T0230")] // 02:30 the first time
    [InlineData("2026-10-25T01:30:00Z", "s-20261025T0230")] // the second time is the same slot
    public void Local_time_that_comes_twice_is_one_slot_at_the_first(string now, string expected)
    {
        var slot = SlotSchedule.TryCreate("0 30 2 * * *", "Europe/Berlin")!.LatestDue(At(now), LongAgo)!;

        Assert.Equal(expected, slot.Id);
        Assert.True(slot.At <= At(now));
    }

    [Fact]
    public void Monthly_and_yearly_schedules_are_found()
    {
        Assert.Equal("s-20261101T0600", Latest("0 0 6 1 * *"));
        Assert.Equal("s-20240229T0000", Latest("0 0 0 29 2 *"));
        Assert.Equal("s-20261116T0930", Latest("0 30 9 * * 1"));

        static string Latest(string expression) =>
            SlotSchedule.TryCreate(expression, "UTC")!.LatestDue(At("2026-11-22T12:00:00Z"), LongAgo)!.Id;
    }

    [Fact]
    public void Next_slot_is_the_first_after_now() =>
        Assert.Equal(At("2026-11-23T00:00:00Z"), SlotSchedule.TryCreate("0 0 2 * * *", "Africa/Johannesburg")!.NextAfter(At("2026-11-22T00:00:00Z"))!.At);

    [Theory]
    [InlineData("0 0 2 * *", "UTC")]
    [InlineData("every day", "UTC")]
    [InlineData("0 0 2 * * *", "Africa/Nowhere")]
    public void Expression_or_zone_that_is_not_known_makes_no_schedule(string expression, string zone) =>
        Assert.Null(SlotSchedule.TryCreate(expression, zone));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
