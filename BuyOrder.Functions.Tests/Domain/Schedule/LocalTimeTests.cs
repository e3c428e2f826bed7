using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Schedule;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Domain.Schedule;

/// <summary>Local times in every zone of this machine, over ten years, held to what ICU says of them.</summary>
public sealed class LocalTimeTests(TestServers servers)
{
    private const int FromYear = 2018;
    private const int ToYear = 2028;

    /// <summary>Governments move clocks faster than machines are updated: this many zones may be of another year's data.</summary>
    private const int MaxOtherData = 10;

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Around = TimeSpan.FromHours(4);

    [Fact]
    public async Task Local_times_around_every_change_of_ten_years_are_the_moments_that_icu_says()
    {
        var zones = await ComparableAsync();

        var (compared, changes, wrong) = (0, 0, new List<string>());
        foreach (var zone in zones)
        {
            foreach (var local in LocalTimes(zone))
            {
                compared++;
                var (expected, found) = (zone.ToUtc(local), LocalTime.ToUtc(local, zone.Zone).UtcDateTime);
                if (expected != found)
                    wrong.Add($"{zone.Zone.Id} {local:s}: {found:s}, not {expected:s}");
            }
            changes += zone.Changes.Count();
        }

        Assert.Empty(wrong.Take(20));
        Assert.True(changes > 1000 && compared > 50_000, $"{changes} changes and {compared} local times are too few to mean anything.");
    }

    [Fact]
    public async Task Business_day_of_a_moment_is_the_one_that_icu_says() => Assert.All(await ComparableAsync(), zone =>
    {
        foreach (var local in LocalTimes(zone))
        {
            foreach (var utc in new[] { zone.ToUtc(local), zone.ToUtc(local.Date), zone.ToUtc(local.Date).AddTicks(-1) })
            {
                var day = DateOnly.FromDateTime(utc + zone.OffsetAt(utc));
                Assert.Equal(day, BusinessDay.Of(new DateTimeOffset(utc, TimeSpan.Zero), zone.Zone));
            }
        }
    });

    /// <summary>Zones that say the same here and there of every moment.</summary>
    private async Task<List<ZoneHistory>> ComparableAsync()
    {
        var zones = await ZoneHistory.AskAsync(servers, FromYear, ToYear);
        var (same, other) = (zones.Where(IsSameData).ToList(), zones.Where(zone => !IsSameData(zone)).Select(zone => zone.Zone.Id).ToList());

        Assert.True(same.Count > 400, $"Only {same.Count} zones could be compared.");
        Assert.True(other.Count <= MaxOtherData, $"Other offsets than ICU's: {string.Join(", ", other)}.");
        Assert.Superset(
            new HashSet<string> { "Europe/Dublin", "Africa/Casablanca", "Africa/El_Aaiun", "Australia/Lord_Howe", "Africa/Johannesburg" },
            same.Select(zone => zone.Zone.Id).ToHashSet());
        return same;
    }

    private static bool IsSameData(ZoneHistory history) => history.Changes.Append(new DateTime(FromYear, 1, 1))
        .SelectMany(change => new[] { change.AddSeconds(-1), change })
        .All(utc => history.Zone.GetUtcOffset(new DateTimeOffset(utc, TimeSpan.Zero)) == history.OffsetAt(utc));

    /// <summary>Every quarter of an hour around the changes, to the second at their edges, and some time of every month.</summary>
    private static IEnumerable<DateTime> LocalTimes(ZoneHistory zone)
    {
        for (var month = new DateTime(FromYear, 2, 1, 6, 45, 0); month.Year < ToYear; month = month.AddMonths(1))
            yield return month;
        foreach (var change in zone.Changes)
        {
            foreach (var edge in new[] { change + zone.OffsetAt(change.AddSeconds(-1)), change + zone.OffsetAt(change) })
            {
                yield return edge.AddSeconds(-1);
                yield return edge.AddSeconds(1);
                for (var local = edge - Around; local <= edge + Around; local += Step)
                    yield return local;
            }
        }
    }
}
