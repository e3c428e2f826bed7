using BuyOrder.Domain.Money;
using BuyOrder.Domain.Schedule;

namespace BuyOrder.Domain.Parameters;

/// <summary>
/// Reads and writes the limits of <see cref="BuyingLimits"/> as texts. A limit that is off is written out as <c>null</c>; one that is missing,
/// as in documents from before there were such limits, is off.
/// </summary>
internal sealed class BuyingLimitMembers(Func<string, string?> find, ICollection<ParameterFault> faults)
{
    internal static readonly IReadOnlyList<string> Names = ["MaxPerDay", "MaxPerMonth", Interval, "WalletReserve"];

    private const string Interval = "MinimumInterval";

    /// <summary>A schedule comes at least once in four years.</summary>
    private const int MaxDays = 4 * 366;

    /// <param name="minimum">Of an order: a sum below it, but for 0, would never let one through.</param>
    internal BuyingLimits Read(Zar minimum) => new()
    {
        MaxPerDay = SumLimit("MaxPerDay", minimum),
        MaxPerMonth = SumLimit("MaxPerMonth", minimum),
        MinimumInterval = IntervalLimit(),
        WalletReserve = ReserveLimit("WalletReserve"),
    };

    internal static IEnumerable<KeyValuePair<string, string>> Write(BuyingLimits limits) =>
    [
        new("MaxPerDay", limits.MaxPerDay?.ToString() ?? PlausibilityMembers.Off),
        new("MaxPerMonth", limits.MaxPerMonth?.ToString() ?? PlausibilityMembers.Off),
        new(Interval, limits.MinimumInterval is { } interval ? IsoDuration.Format(interval) : PlausibilityMembers.Off),
        new("WalletReserve", limits.WalletReserve?.ToString() ?? PlausibilityMembers.Off),
    ];

    /// <summary>The interval must be over when the next slot comes, also where the clocks are changed.</summary>
    internal static ParameterFault? Check(BusinessParameters parameters)
    {
        if (parameters.Limits.MinimumInterval is not { } interval
            || SlotSchedule.TryCreate(parameters.Schedule, parameters.ScheduleTimeZone)?.NotFartherThan(interval) is not var (earlier, later))
            return null;
        return new ParameterFault(
            Interval,
            IsoDuration.Format(interval),
            $"null, or a duration shorter than the distance of any two slots of schedule '{parameters.Schedule}' in {parameters.ScheduleTimeZone}; "
            + $"{earlier.Id} and {later.Id} are {IsoDuration.Format(later.At - earlier.At)} apart");
    }

    private Zar? SumLimit(string member, Zar minimum)
    {
        if (find(member) is not { } text || text == PlausibilityMembers.Off)
            return null;
        if (Zar.TryParse(text, out var value) && (value == Zar.Zero || value >= minimum))
            return value;
        return Fault<Zar>(
            member, text, $"null, or an amount in ZAR with at most 2 decimals: 0.00, or from {minimum}, the minimum of an order, to {new Zar(long.MaxValue)}");
    }

    private Zar? ReserveLimit(string member)
    {
        if (find(member) is not { } text || text == PlausibilityMembers.Off)
            return null;
        if (Zar.TryParse(text, out var value) && value >= Zar.Zero)
            return value;
        return Fault<Zar>(member, text, $"null, or an amount in ZAR with at most 2 decimals from 0.00 to {new Zar(long.MaxValue)}");
    }

    private TimeSpan? IntervalLimit()
    {
        if (find(Interval) is not { } text || text == PlausibilityMembers.Off)
            return null;
        if (IsoDuration.TryParse(text, out var value) && value <= TimeSpan.FromDays(MaxDays))
            return value;
        return Fault<TimeSpan>(Interval, text, $"null, or a duration of days, hours, minutes and seconds such as PT12H, from PT0S to P{MaxDays}D");
    }

    private T? Fault<T>(string member, string found, string allowed)
        where T : struct
    {
        faults.Add(new ParameterFault(member, found, allowed));
        return null;
    }
}
