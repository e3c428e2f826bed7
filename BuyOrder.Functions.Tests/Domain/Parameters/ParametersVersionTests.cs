using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Schedule;
using BuyOrder.Testing.Orders;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Parameters;

/// <summary>Versions of the parameters, and the slots that are due under them. Noon is that of 22 November.</summary>
public sealed class ParametersVersionTests
{
    private static readonly BusinessParameters AtTwo = ParameterTexts.Read(("ScheduleTimeZone", "UTC"));
    private static readonly BusinessParameters AtThree = AtTwo with { Schedule = "0 0 3 * * *" };
    private static readonly ParametersVersion First = new(1, AtTwo, Noon, "deployment", "first", "a hash");

    /// <summary>Made a day later, when the slot of two o'clock of that day was due.</summary>
    private static readonly ParametersVersion Second = First.Next(AtThree, Noon.AddDays(1), "operator", "later");

    private static readonly Slot Left = new("s-20261123T0200", Noon.AddHours(14));

    [Theory]
    [InlineData(-3_600, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 10_000_000)]
    public void Version_follows_the_one_before_in_time_even_if_the_clock_goes_back(int clockSeconds, long ticksLater)
    {
        var before = new ParametersVersion(1, EngineBench.Parameters, Noon, "deployment", "first");

        var next = before.Next(EngineBench.Parameters with { SlippageBps = 7 }, Noon.AddSeconds(clockSeconds), "operator", "why");

        Assert.Equal(Noon.AddTicks(Math.Max(1, ticksLater)), next.ChangedAt);
    }

    [Fact]
    public void Next_version_has_its_own_number_maker_and_reason_and_no_hash_yet() => Assert.Equal(
        new ParametersVersion(2, AtTwo, Noon.AddDays(1), "operator", "again"), First.Next(AtTwo, Noon.AddDays(1), "operator", "again"));

    [Fact]
    public void Other_schedule_starts_where_the_one_before_has_left_off() =>
        Assert.Equal(new ScheduleStart(Noon.AddDays(1), Left), Second.Start);

    [Fact]
    public void Same_schedule_in_another_zone_is_another_schedule() => Assert.Equal(
        new ScheduleStart(Noon.AddDays(1), Left),
        First.Next(AtTwo with { ScheduleTimeZone = "Africa/Johannesburg" }, Noon.AddDays(1), "operator", "zone").Start);

    [Fact]
    public void Same_schedule_keeps_its_start() =>
        Assert.Equal(Second.Start, Second.Next(AtThree with { SlippageBps = 7 }, Noon.AddDays(5), "operator", "slippage").Start);

    [Theory]
    [InlineData(1, "s-20261125T0300")]
    [InlineData(2, "s-20261125T0300 s-20261124T0300")]
    [InlineData(3, "s-20261125T0300 s-20261124T0300 s-20261123T0200")]
    [InlineData(9, "s-20261125T0300 s-20261124T0300 s-20261123T0200")]
    public void Recent_slots_end_with_what_the_schedule_before_has_left_due(int count, string slots) =>
        Assert.Equal(slots, Ids(Second.RecentSlots(Noon.AddDays(3), DateTimeOffset.MinValue, count)));

    [Fact]
    public void Own_slots_are_those_since_the_schedule_counts() =>
        Assert.Equal("s-20261125T0300 s-20261124T0300", Ids(Second.OwnSlots(Noon.AddDays(3), DateTimeOffset.MinValue, 9)));

    [Fact]
    public void Slots_from_before_the_store_was_opened_are_not_due()
    {
        var now = Noon.AddDays(2);

        Assert.Equal("s-20261124T0300 s-20261123T0200", Ids(Second.RecentSlots(now, Left.At, 9)));
        Assert.Equal("s-20261124T0300", Ids(Second.RecentSlots(now, Left.At.AddTicks(1), 9)));
        Assert.Equal("s-20261124T0300", Ids(Second.OwnSlots(now, Noon.AddDays(1).AddHours(15), 9)));
        Assert.Equal("", Ids(Second.OwnSlots(now, Noon.AddDays(1).AddHours(15).AddTicks(1), 9)));
        Assert.Equal("s-20261123T0200 s-20261122T0200", Ids(First.OwnSlots(now.AddDays(-1), Noon.AddHours(-10), 9)));
    }

    [Fact]
    public void Latest_due_slot_is_the_newest_one_or_none()
    {
        Assert.Equal(Left, First.LatestDue(Noon.AddDays(1), DateTimeOffset.MinValue));
        Assert.Equal(Left, Second.LatestDue(Noon.AddDays(1), DateTimeOffset.MinValue));
        Assert.Null(First.LatestDue(Noon.AddDays(1), Noon.AddDays(1)));
    }

    [Fact]
    public void Next_slots_are_those_of_the_schedule() => Assert.Equal("s-20261123T0200 s-20261124T0200", Ids(First.NextSlots(Noon, 2)));

    [Fact]
    public void Schedule_that_cannot_be_read_has_no_slots_at_all()
    {
        var unread = First with { Parameters = AtTwo with { Schedule = "daily" } };

        Assert.Throws<InvalidDataException>(() => unread.NextSlots(Noon, 1));
        Assert.Throws<InvalidDataException>(() => unread.RecentSlots(Noon, Noon, 1));
    }

    private static string Ids(IEnumerable<Slot> slots) => string.Join(' ', slots.Select(slot => slot.Id));
}
