using System.Globalization;
using BuyOrder.Local.Hosting;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("0 0 3 * * *", "2025-10-31T23:59:59Z", "2025-11-01T03:00:00Z")]
    [InlineData("0 */5 * * * *", "2025-10-31T10:05:00Z", "2025-10-31T10:10:00Z")]
    [InlineData("* * * * * *", "2025-10-31T10:05:00.25Z", "2025-10-31T10:05:01Z")]
    [InlineData("0 30 9 * * 1-5", "2025-10-31T10:00:00Z", "2025-11-03T09:30:00Z")]
    [InlineData("00:00:30", "2025-10-31T10:00:07Z", "2025-10-31T10:00:37Z")]
    public void Next_due_time_is_the_first_after_a_moment(string text, string after, string next)
    {
        Assert.True(TimerSchedule.TryParse(text, out var schedule));

        Assert.Equal(Time(next), schedule.Next(Time(after)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0 3 * * *")]
    [InlineData("61 0 3 * * *")]
    [InlineData("-00:00:30")]
    [InlineData("00:00:00")]
    [InlineData("daily")]
    public void Anything_but_six_fields_or_a_time_span_is_refused(string text) => Assert.False(TimerSchedule.TryParse(text, out _));

    [Theory]
    [InlineData("*/20 * * * * *", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("00:00:59", true)]
    [InlineData("00:01:00", false)]
    public void Timer_that_comes_more_often_than_once_a_minute_is_told_apart(string text, bool faster)
    {
        Assert.True(TimerSchedule.TryParse(text, out var schedule));

        Assert.Equal(faster, schedule.IsFasterThanAMinute(Time("2025-10-31T10:00:07Z")));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
