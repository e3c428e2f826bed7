using System.Globalization;
using BuyOrder.Domain.Schedule;

namespace BuyOrder.Functions.Tests.Domain.Schedule;

/// <summary>Local times around known changes of the clocks, and the moments that they mean.</summary>
public sealed class ZoneClockTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-01-15T12:00:00", "2026-01-15T11:00:00Z")]
    [InlineData("Europe/Berlin", "2026-07-15T12:00:00", "2026-07-15T10:00:00Z")]
    [InlineData("Africa/Johannesburg", "2026-03-29T02:30:00", "2026-03-29T00:30:00Z")]
    [InlineData("Africa/Johannesburg", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z")]
    [InlineData("America/New_York", "2026-01-15T12:00:00", "2026-01-15T17:00:00Z")]
    public void Local_time_far_from_a_change_is_its_moment_less_the_offset(string zone, string local, string utc) => Means(zone, local, utc);

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z")]
    [InlineData("Europe/Berlin", "2026-03-29T02:00:00", "2026-03-29T01:00:00Z")] // the first that is skipped
    [InlineData("Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T02:59:59", "2026-03-29T01:59:59Z")] // the last
    [InlineData("Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T03:30:00", "2026-03-29T01:30:00Z")]
    [InlineData("America/New_York", "2026-03-08T01:30:00", "2026-03-08T06:30:00Z")]
    [InlineData("America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:30:00Z")]
    [InlineData("America/New_York", "2026-03-08T03:30:00", "2026-03-08T07:30:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:45:00Z")] // half an hour is skipped
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:30:00", "2026-10-03T15:30:00Z")]
    public void Local_time_that_is_skipped_is_read_with_the_offset_before_the_change(string zone, string local, string utc) => Means(zone, local, utc);

    [Theory]
    [InlineData("Europe/Berlin", "2026-10-25T01:59:59", "2026-10-24T23:59:59Z")]
    [InlineData("Europe/Berlin", "2026-10-25T02:00:00", "2026-10-25T00:00:00Z")] // the first that comes twice
    [InlineData("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T02:59:59", "2026-10-25T00:59:59Z")] // the last
    [InlineData("Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z")]
    [InlineData("America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z")]
    [InlineData("America/New_York", "2026-11-01T02:00:00", "2026-11-01T07:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-04T14:45:00Z")] // half an hour comes twice
    [InlineData("Australia/Lord_Howe", "2026-04-05T02:00:00", "2026-04-04T15:30:00Z")]
    public void Local_time_that_comes_twice_means_the_first(string zone, string local, string utc) => Means(zone, local, utc);

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-28T00:59:59Z", 60, 60)]
    [InlineData("Europe/Berlin", "2026-03-28T01:00:00Z", 60, 120)] // a day before the change
    [InlineData("Europe/Berlin", "2026-03-30T00:59:59Z", 60, 120)]
    [InlineData("Europe/Berlin", "2026-03-30T01:00:00Z", 120, 120)] // a day after it
    [InlineData("Europe/Berlin", "2026-10-24T00:59:59Z", 120, 120)]
    [InlineData("Europe/Berlin", "2026-10-24T01:00:00Z", 60, 120)]
    [InlineData("Europe/Berlin", "2026-10-26T00:59:59Z", 60, 120)]
    [InlineData("Europe/Berlin", "2026-10-26T01:00:00Z", 60, 60)]
    [InlineData("Africa/Johannesburg", "2026-03-29T01:00:00Z", 120, 120)]
    [InlineData("America/New_York", "2026-03-08T07:00:00Z", -300, -240)]
    public void Offsets_of_a_day_before_and_after_are_looked_at(string zone, string moment, int smallest, int largest) => Assert.Equal(
        (TimeSpan.FromMinutes(smallest), TimeSpan.FromMinutes(largest)), LocalTime.OffsetsAround(At(moment), Zone(zone)));

    private static void Means(string zone, string local, string utc) =>
        Assert.Equal(At(utc), LocalTime.ToUtc(DateTime.Parse(local, CultureInfo.InvariantCulture), Zone(zone)));

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
