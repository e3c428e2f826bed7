using System.Globalization;
using NCrontab;

namespace BuyOrder.Domain.Scheduling;

/// <summary>
/// A six-field NCRONTAB schedule (seconds first) in a named time zone. A local time that the zone skips is due when the clocks have moved on;
/// one that comes twice is due the first time only.
/// </summary>
public sealed class SlotSchedule
{
    /// <summary>How far back a due time is looked for: a schedule that fires less than once in four years is none.</summary>
    private static readonly TimeSpan[] LookBack =
        [TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(40), TimeSpan.FromDays(4 * 366)];

    /// <summary>Clocks move by an hour or two; a slot this far ahead in local time may still be in the past.</summary>
    private static readonly TimeSpan LongestShift = TimeSpan.FromHours(3);

    private readonly CrontabSchedule crontab;
    private readonly TimeZoneInfo zone;

    private SlotSchedule(CrontabSchedule crontab, TimeZoneInfo zone) => (this.crontab, this.zone) = (crontab, zone);

    /// <summary>Null when the expression or the zone is not known.</summary>
    public static SlotSchedule? TryCreate(string expression, string zoneId)
    {
        var crontab = CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true });
        return crontab is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zoneId, out var zone) ? new SlotSchedule(crontab, zone) : null;
    }

    /// <summary>The newest slot at or before <paramref name="now"/> and not before <paramref name="notBefore"/>; null when there is none.</summary>
    public Slot? LatestDue(DateTimeOffset now, DateTimeOffset notBefore)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        foreach (var window in LookBack)
        {
            var due = crontab.GetNextOccurrences(local - window, local + LongestShift)
                .Select(time => (Local: time, Utc: ToUtc(time)))
                .Where(slot => slot.Utc <= now)
                .OrderBy(slot => slot.Utc)
                .LastOrDefault();
            if (due != default)
                return due.Utc < notBefore ? null : new Slot(IdOf(due.Local), due.Utc);
        }

        return null;
    }

    /// <summary>The first slot after <paramref name="now"/>; null when none comes within four years.</summary>
    public Slot? NextAfter(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        return crontab.GetNextOccurrences(local - LongestShift, local + LookBack[^1])
            .Select(time => new Slot(IdOf(time), ToUtc(time)))
            .FirstOrDefault(slot => slot.At > now);
    }

    private static string IdOf(DateTime local) =>
        "s-" + local.ToString(local.Second == 0 ? "yyyyMMdd'T'HHmm" : "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    private DateTimeOffset ToUtc(DateTime local)
    {
        if (zone.IsAmbiguousTime(local))
            return new DateTimeOffset(local, zone.GetAmbiguousTimeOffsets(local).Max()).ToUniversalTime();

        // A skipped local time read with the offset before the change is the moment the clocks have moved on to.
        var offset = zone.IsInvalidTime(local) ? zone.GetUtcOffset(local - LongestShift) : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
