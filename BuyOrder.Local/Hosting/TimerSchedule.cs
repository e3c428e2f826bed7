using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NCrontab;

namespace BuyOrder.Local.Hosting;

/// <summary>Due times of a timer: six NCRONTAB fields with seconds first, or a fixed interval. UTC.</summary>
internal sealed class TimerSchedule
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly CrontabSchedule? cron;
    private readonly TimeSpan interval;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan interval) => (this.cron, this.interval) = (cron, interval);

    /// <summary>False for a fixed interval, which takes no notice of wall-clock changes.</summary>
    public bool FollowsWallClock => cron is not null;

    public static TimerSchedule Every(TimeSpan interval) => new(null, interval);

    public static bool TryParse(string text, [NotNullWhen(true)] out TimerSchedule? schedule)
    {
        var cron = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = true });
        schedule = cron is not null ? new TimerSchedule(cron, TimeSpan.Zero)
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero ? Every(interval)
            : null;
        return schedule is not null;
    }

    /// <summary>The first due time after a moment.</summary>
    public DateTimeOffset Next(DateTimeOffset after) =>
        cron is null ? after + interval : new DateTimeOffset(cron.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero);

    /// <summary>The host keeps no status of a timer that comes more often than once a minute.</summary>
    public bool IsFasterThanAMinute(DateTimeOffset now)
    {
        var first = Next(now);
        return Next(first) - first < Minute;
    }
}
