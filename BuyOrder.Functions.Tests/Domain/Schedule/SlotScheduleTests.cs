using System.Globalization;
using BuyOrder.Domain.Schedule;

namespace BuyOrder.Functions.Tests.Domain.Schedule;

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

    [Theory]
    [InlineData("0 0 2 * * *", "Africa/Johannesburg", 86_399, null)]
    [InlineData("0 0 2 * * *", "Africa/Johannesburg", 86_400, 86_400)]
    [InlineData("0 0 2 * * *", "Europe/Berlin", 82_800, 82_800)]
    [InlineData("0 45 2,3 * * *", "Europe/Berlin", 3_599, null)] // 02:45 and 03:45 are one slot when the first is skipped
    [InlineData("0 30,45 2,3 * * *", "Europe/Berlin", 899, null)]
    [InlineData("0 45 2 * * *", "Australia/Lord_Howe", 84_600, 84_600)] // by half an hour
    [InlineData("0 */10 * * * *", "UTC", 599, null)]
    [InlineData("0 */10 * * * *", "UTC", 600, 600)]
    [InlineData("0 */7 * * * *", "UTC", 239, null)]
    [InlineData("0 */7 * * * *", "UTC", 240, 240)] // from minute 56 to the next hour
    [InlineData("0 */20 * * * *", "Australia/Lord_Howe", 599, null)]
    [InlineData("0 */20 * * * *", "Australia/Lord_Howe", 600, 600)] // 02:00 becomes 02:30, ten minutes before 02:40
    [InlineData("0 0,9,18,27,36,59 0,3,6,9,12,15,18,23 * * 1", "UTC", 60, null)] // 48 on a Monday: from 23:59 it is six days to the next
    [InlineData("0 0,9,18,27,36,45,59 0,4,8,12,16,20,23 * * 1", "UTC", 60, 60)] // 49: the first and the last time of day count as neighbours
    [InlineData("* * * * * *", "UTC", 0, null)]
    [InlineData("0 0 0 29 2 *", "UTC", 86_400, null)]
    [InlineData("0 0 0 30 2 *", "UTC", 86_400, null)]
    public void Slots_that_are_not_farther_apart_are_found_over_the_years(string expression, string zone, int seconds, int? found)
    {
        var near = SlotSchedule.TryCreate(expression, zone)!.NotFartherThan(TimeSpan.FromSeconds(seconds));

        Assert.Equal(found, (int?)(near?.Later.At - near?.Earlier.At)?.TotalSeconds);
    }

    [Theory]
    [InlineData("0 */10 * * * *", "Europe/Berlin", "s-20270101T0000", "s-20270101T0010")]
    [InlineData("0 */20 * * * *", "Australia/Lord_Howe", "s-20271003T0200", "s-20271003T0240")]
    [InlineData("0 0,9,18,27,36,45,59 0,4,8,12,16,20,23 * * 1", "UTC", "s-20270104T0000", "s-20270104T0009")]
    public void Times_of_day_are_looked_at_before_the_days_on_which_clocks_change(string expression, string zone, string earlier, string later)
    {
        var near = SlotSchedule.TryCreate(expression, zone)!.NotFartherThan(TimeSpan.FromMinutes(10));

        Assert.Equal((earlier, later), (near?.Earlier.Id, near?.Later.Id));
    }

    [Theory]
    [InlineData("0 0 2 * * *", true)]
    [InlineData("0 0 0 29 2 *", true)]
    [InlineData("0 0 0 31 12 *", true)]
    [InlineData("0 0 0 30 2 *", false)]
    public void Schedule_fires_when_leap_years_have_a_slot(string expression, bool fires) =>
        Assert.Equal(fires, SlotSchedule.TryCreate(expression, "UTC")!.Fires);

    [Fact]
    public void Slots_west_of_greenwich_are_found_from_the_very_next_one()
    {
        var schedule = SlotSchedule.TryCreate("0 0 2 * * *", "America/New_York")!;

        var next = schedule.Next(At("2026-11-22T00:00:00Z"), 2);

        Assert.Equal([new Slot("s-20261122T0200", At("2026-11-22T07:00:00Z")), new Slot("s-20261123T0200", At("2026-11-23T07:00:00Z"))], next);
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

    [Theory]
    [InlineData("Europe/Berlin", "0 */15 * * * *", "2026-03-29T01:00:00Z", "s-20260329T0300", "s-20260329T0315")] // 02:00 and 03:00 are one moment
    [InlineData("Europe/Berlin", "0 */30 2,3 * * *", "2026-03-29T01:30:00Z", "s-20260329T0330", "s-20260330T0200")]
    [InlineData("Australia/Lord_Howe", "0 20,35 2 * * *", "2026-10-03T15:35:00Z", "s-20261004T0235", "s-20261004T0220")] // 02:20 becomes 02:50
    [InlineData("Europe/Dublin", "0 30 1 * * *", "2026-03-29T00:30:00Z", "s-20260328T0130", "s-20260329T0130")]
    [InlineData("Europe/Dublin", "0 30 1 * * *", "2026-03-29T01:30:00Z", "s-20260329T0130", "s-20260330T0130")] // 01:30 is skipped, 02:30 summer time
    [InlineData("Europe/Dublin", "0 30 1 * * *", "2026-10-25T00:30:00Z", "s-20261025T0130", "s-20261026T0130")] // 01:30 the first time
    [InlineData("Africa/Casablanca", "0 30 2 * * *", "2026-03-22T01:30:00Z", "s-20260321T0230", "s-20260322T0230")]
    [InlineData("Africa/Casablanca", "0 30 2 * * *", "2026-03-22T02:30:00Z", "s-20260322T0230", "s-20260323T0230")]
    public void Moments_around_a_change_of_the_clocks_have_one_slot_each(
        string zone, string expression, string now, string latest, string next)
    {
        var schedule = SlotSchedule.TryCreate(expression, zone)!;

        Assert.Equal((latest, next), (schedule.LatestDue(At(now), LongAgo)!.Id, NextAfter(schedule, At(now)).Id));
    }

    [Theory]
    [InlineData("Europe/Berlin", 2026, 3, 28)]
    [InlineData("Europe/Berlin", 2026, 10, 24)]
    [InlineData("Europe/Dublin", 2026, 3, 28)]
    [InlineData("Europe/Dublin", 2026, 10, 24)]
    [InlineData("Africa/El_Aaiun", 2026, 2, 14)]
    [InlineData("Africa/El_Aaiun", 2026, 3, 21)]
    [InlineData("Australia/Lord_Howe", 2026, 10, 3)]
    [InlineData("Antarctica/Troll", 2026, 3, 28)]
    [InlineData("Pacific/Apia", 2011, 12, 29)] // a whole day is skipped
    public void Slot_is_due_from_its_moment_until_the_next_one(string zone, int year, int month, int day)
    {
        var schedule = SlotSchedule.TryCreate("0 0,10,25,40 * * * *", zone)!;
        var end = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).AddDays(3);
        var slots = new List<Slot>();
        for (var slot = NextAfter(schedule, end.AddDays(-3)); slot.At <= end; slot = NextAfter(schedule, slot.At))
            slots.Add(slot);

        Assert.True(slots.Count > 200);
        Assert.Equal(slots.Count, slots.DistinctBy(slot => slot.Id).Count());
        Assert.All(slots.Zip(slots.Skip(1)), pair =>
        {
            Assert.Equal(pair.First, schedule.LatestDue(pair.First.At, LongAgo));
            Assert.Equal(pair.First, schedule.LatestDue(pair.Second.At.AddTicks(-1), LongAgo));
        });
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

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-28T12:00:00Z")]
    [InlineData("Europe/Dublin", "2026-10-24T12:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-03T00:00:00Z")]
    [InlineData("UTC", "2026-11-22T12:00:00Z")]
    public void Slots_to_come_are_those_that_will_have_been_due(string zone, string now)
    {
        var schedule = SlotSchedule.TryCreate("0 0,10,25,40 * * * *", zone)!;

        var next = schedule.Next(At(now), 200);

        Assert.Equal(200, next.Count);
        Assert.Equal(next.Reverse(), schedule.Recent(next[^1].At, At(now).AddTicks(1), 1_000));
        Assert.Equal(NextAfter(schedule, At(now)), next[0]);
    }

    [Fact]
    public void No_more_slots_are_found_than_were_asked_for_or_lie_within_four_years()
    {
        var daily = SlotSchedule.TryCreate("0 0 2 * * *", "Africa/Johannesburg")!;
        var leap = SlotSchedule.TryCreate("0 0 0 29 2 *", "UTC")!;
        var now = At("2026-11-22T00:00:00Z");

        Assert.Equal(["s-20261122T0200", "s-20261121T0200"], daily.Recent(now, LongAgo, 2).Select(slot => slot.Id));
        Assert.Equal(["s-20261123T0200", "s-20261124T0200"], daily.Next(now, 2).Select(slot => slot.Id));
        Assert.Equal(["s-20240229T0000"], leap.Recent(now, LongAgo, 5).Select(slot => slot.Id));
        Assert.Equal(["s-20280229T0000"], leap.Next(now, 5).Select(slot => slot.Id));
        Assert.Empty(daily.Recent(now, now.AddTicks(1), 5));
        Assert.Equal(["s-20261122T0200", "s-20261121T0200"], daily.Recent(now, now.AddDays(-1), 5).Select(slot => slot.Id));
    }

    [Theory]
    [InlineData("0 0 2 * *", "UTC")]
    [InlineData("every day", "UTC")]
    [InlineData("0 0 2 * * *", "Africa/Nowhere")]
    public void Expression_or_zone_that_is_not_known_makes_no_schedule(string expression, string zone) =>
        Assert.Null(SlotSchedule.TryCreate(expression, zone));

    /// <summary>What is due first after what is due now, looked at each minute.</summary>
    private static Slot NextAfter(SlotSchedule schedule, DateTimeOffset now)
    {
        var due = schedule.LatestDue(now, LongAgo);
        for (var at = now.AddMinutes(1); ; at = at.AddMinutes(1))
        {
            if (schedule.LatestDue(at, LongAgo) is { } next && next != due)
                return next;
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
