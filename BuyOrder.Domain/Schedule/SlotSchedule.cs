using System.Globalization;
using NCrontab;

namespace BuyOrder.Domain.Schedule;

/// <summary>
/// A six-field NCRONTAB schedule (seconds first) in a named time zone. A local time that the zone skips is due when the clocks have moved on;
/// one that comes twice is due the first time only. Two local times that mean one moment are one slot, named by the later of them.
/// </summary>
public sealed class SlotSchedule
{
    /// <summary>How far a slot is looked for, near ones first: a schedule that fires less than once in four years is none.</summary>
    private static readonly TimeSpan[] Reaches =
        [TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(40), TimeSpan.FromDays(4 * 366)];

    private static readonly DateTime LeapYear = new(2024, 1, 1);

    /// <summary>Zones repeat their rules, and so do leap years: what these four years show holds for those that follow.</summary>
    private static readonly DateTimeOffset ComingYears = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan FourYears = TimeSpan.FromDays(4 * 366);

    /// <summary>With more slots on a day than this, its times of day are looked at, and not each day of the years.</summary>
    private const int ManyADay = 48;

    private readonly CrontabSchedule crontab;
    private readonly TimeZoneInfo zone;

    private SlotSchedule(CrontabSchedule crontab, TimeZoneInfo zone) => (this.crontab, this.zone) = (crontab, zone);

    /// <summary>Null when the expression or the zone is not known.</summary>
    public static SlotSchedule? TryCreate(string expression, string zoneId)
    {
        var crontab = CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true });
        return crontab is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zoneId, out var zone) ? new SlotSchedule(crontab, zone) : null;
    }

    /// <summary>Whether it ever comes to a slot: 30 February never does, 29 February once in four years.</summary>
    public bool Fires => crontab.GetNextOccurrences(LeapYear, LeapYear.AddDays(4 * 366)).Any();

    /// <summary>The newest slot at or before <paramref name="now"/> and not before <paramref name="notBefore"/>; null when there is none.</summary>
    public Slot? LatestDue(DateTimeOffset now, DateTimeOffset notBefore) =>
        Recent(now, notBefore, 1) is [var newest] ? newest : null;

    /// <summary>Slots at or before <paramref name="now"/> and not before <paramref name="notBefore"/>, newest first.</summary>
    /// <param name="now">The time.</param>
    /// <param name="notBefore">Those before it do not count.</param>
    /// <param name="count">At most this many.</param>
    public IReadOnlyList<Slot> Recent(DateTimeOffset now, DateTimeOffset notBefore, int count)
    {
        List<Slot> found = [];
        foreach (var reach in Reaches)
        {
            found = [.. Slots(now - reach, now).Where(slot => slot.At >= notBefore).TakeLast(count).Reverse()];
            if (found.Count == count || now - reach < notBefore)
                break;
        }

        return found;
    }

    /// <summary>The first slots after <paramref name="now"/>, in their order; fewer than asked for when they do not come within four years.</summary>
    public IReadOnlyList<Slot> Next(DateTimeOffset now, int count)
    {
        List<Slot> found = [];
        foreach (var reach in Reaches)
        {
            found = [.. Slots(now, now + reach).Take(count)];
            if (found.Count == count)
                break;
        }

        return found;
    }

    /// <summary>
    /// Two slots that follow each other within a time, or in exactly that, somewhere in the coming years; null when any two lie farther apart.
    /// Of a schedule with many slots on a day it takes the last and the first time of day for neighbours, whichever days it names.
    /// </summary>
    public (Slot Earlier, Slot Later)? NotFartherThan(TimeSpan distance)
    {
        if (Next(ComingYears, 1) is not [var first])
            return null;
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(first.At, zone).DateTime).ToDateTime(TimeOnly.MinValue);
        var times = crontab.GetNextOccurrences(day.AddTicks(-1), day.AddDays(1)).Take(ManyADay + 1).Count() > ManyADay
            ? crontab.GetNextOccurrences(day.AddTicks(-1), day.AddDays(1)).ToList()
            : [];
        if (times.Count == 0)
            return Near(Slots(ComingYears, ComingYears + FourYears), distance);
        var aDay = times.Append(times[0].AddDays(1)).Select(local => new Slot(IdOf(local), new DateTimeOffset(local, TimeSpan.Zero)));
        return Near(aDay, distance) ?? Near(Changes().SelectMany(change => Slots(change.AddDays(-1), change.AddDays(2))), distance);
    }

    /// <summary>Days of the coming years within which the zone's offset changes.</summary>
    private IEnumerable<DateTimeOffset> Changes() => Enumerable.Range(0, FourYears.Days).Select(day => ComingYears.AddDays(day))
        .Where(day => zone.GetUtcOffset(day) != zone.GetUtcOffset(day.AddDays(1)));

    /// <summary>Of slots in their order, but for a jump back from one stretch of them to the next.</summary>
    private static (Slot Earlier, Slot Later)? Near(IEnumerable<Slot> slots, TimeSpan distance)
    {
        Slot? before = null;
        foreach (var slot in slots)
        {
            if (before is not null && slot.At > before.At && slot.At - before.At <= distance)
                return (before, slot);
            before = slot;
        }

        return null;
    }

    /// <summary>The slots after the first moment, up to and with the second, in their order.</summary>
    private IEnumerable<Slot> Slots(DateTimeOffset after, DateTimeOffset upTo)
    {
        var from = after.UtcDateTime + LocalTime.OffsetsAround(after, zone).Smallest;
        var to = upTo.UtcDateTime + LocalTime.OffsetsAround(upTo, zone).Largest;
        return crontab.GetNextOccurrences(from, to.AddTicks(1))
            .Select(local => (Local: local, At: LocalTime.ToUtc(local, zone)))
            .Where(each => each.At > after && each.At <= upTo)
            .GroupBy(each => each.At, each => each.Local)
            .OrderBy(same => same.Key)
            .Select(same => new Slot(IdOf(same.Max()), same.Key));
    }

    private static string IdOf(DateTime local) =>
        "s-" + local.ToString(local.Second == 0 ? "yyyyMMdd'T'HHmm" : "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
}

/// <summary>One due time of the schedule.</summary>
/// <param name="Id"><c>s-20261122T0200</c>: the local time in the schedule's zone, with seconds only where they are not zero.</param>
/// <param name="At">The same moment in UTC.</param>
public sealed record Slot(string Id, DateTimeOffset At);
