using System.Globalization;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Parameters;

/// <summary>
/// Reads and writes the limits of <see cref="PlausibilityLimits"/> as texts. A limit that is off is written out as <c>null</c>; one that
/// is missing, as in documents from before there were limits, has its default.
/// </summary>
internal sealed class PlausibilityMembers(Func<string, string?> find, ICollection<ParameterFault> faults)
{
    internal static readonly IReadOnlyList<string> Names =
        ["MaxAmount", "MaxRateDeviationBps", "MaxFuture", "MaxAge", "MaxRevenuePerDay", "NotSettledStatuses"];

    internal const string Off = "null";

    /// <summary>More than the years 2000 to 9999.</summary>
    private const int MaxDays = 10_000_000;

    /// <summary>Far above any rate that is one: a hundred times the table's.</summary>
    private const int MaxDeviationBps = 100 * AllocationRule.BpsPerOne;

    internal PlausibilityLimits Read() => new()
    {
        MaxAmount = ZarLimit("MaxAmount"),
        MaxRateDeviationBps = BpsLimit("MaxRateDeviationBps"),
        MaxFuture = SpanLimit("MaxFuture"),
        MaxAge = SpanLimit("MaxAge"),
        MaxRevenuePerDay = ZarLimit("MaxRevenuePerDay"),
        NotSettledStatuses = Statuses("NotSettledStatuses"),
    };

    internal static IEnumerable<KeyValuePair<string, string>> Write(PlausibilityLimits limits) =>
    [
        new("MaxAmount", limits.MaxAmount?.ToString() ?? Off),
        new("MaxRateDeviationBps", limits.MaxRateDeviationBps?.ToString(CultureInfo.InvariantCulture) ?? Off),
        new("MaxFuture", limits.MaxFuture is { } future ? IsoDuration.Format(future) : Off),
        new("MaxAge", limits.MaxAge is { } age ? IsoDuration.Format(age) : Off),
        new("MaxRevenuePerDay", limits.MaxRevenuePerDay?.ToString() ?? Off),
        new("NotSettledStatuses", limits.NotSettledStatuses?.ToString() ?? Off),
    ];

    private Zar? ZarLimit(string member)
    {
        if (find(member) is not { } text || text == Off)
            return null;
        if (Zar.TryParse(text, out var value) && value >= Zar.Zero)
            return value;
        return Fault<Zar>(member, text, $"null, or an amount in ZAR with at most 2 decimals from 0.00 to {new Zar(long.MaxValue)}");
    }

    private int? BpsLimit(string member)
    {
        if (find(member) is not { } text || text == Off)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= MaxDeviationBps)
            return value;
        return Fault<int>(member, text, $"null, or a whole number of basis points from 0 to {MaxDeviationBps}");
    }

    private TimeSpan? SpanLimit(string member)
    {
        if (find(member) is not { } text || text == Off)
            return null;
        if (IsoDuration.TryParse(text, out var value) && value <= TimeSpan.FromDays(MaxDays))
            return value;
        return Fault<TimeSpan>(member, text, $"null, or a duration of days, hours, minutes and seconds such as PT1H or P400D, from PT0S to P{MaxDays}D");
    }

    private StatusWords? Statuses(string member)
    {
        if (find(member) is not { } text)
            return StatusWords.Default;
        if (text == Off)
            return null;
        if (StatusWords.TryParse(text, out var words))
            return words;
        faults.Add(new ParameterFault(
            member, text, $"null, or 1 to {StatusWords.MaxWords} words of 1 to {StatusWords.MaxWordLength} characters, separated by commas"));
        return null;
    }

    private T? Fault<T>(string member, string found, string allowed)
        where T : struct
    {
        faults.Add(new ParameterFault(member, found, allowed));
        return null;
    }
}
