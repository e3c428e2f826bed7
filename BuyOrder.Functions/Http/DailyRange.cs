namespace BuyOrder.Functions.Http;

/// <summary>Which business days a call asks for: up to today, unless it says otherwise.</summary>
/// <param name="From">The first day.</param>
/// <param name="Before">The day after the last; null: to the last day there is, which no date is after.</param>
internal sealed record DailyRange(DateOnly From, DateOnly? Before)
{
    /// <summary>A leap year.</summary>
    public const int MaxDays = 366;

    private const int DefaultDays = 31;

    /// <summary><c>from</c> and <c>to</c>, with their faults.</summary>
    public static DailyRange Read(QueryReader query, DateOnly today)
    {
        var tomorrow = today.AddDays(1);
        var (asked, to) = (query.Date("from"), query.Date("to"));
        var isAhead = to is null && asked >= tomorrow;
        var before = to ?? tomorrow;
        var from = asked ?? before.AddDays(-DefaultDays);
        if (!isAhead && before < from)
            query.Fault("to", "Must not be before from; it is tomorrow when it is not given.");
        if (!isAhead && before.DayNumber - from.DayNumber > MaxDays)
            query.Fault("to", $"Must be at most {MaxDays} days after from; it is tomorrow when it is not given.");
        return new DailyRange(from, isAhead ? Ahead(from) : before);
    }

    /// <summary>From a day that is still to come as many days as one answer has.</summary>
    private static DateOnly? Ahead(DateOnly from) =>
        DateOnly.MaxValue.DayNumber - from.DayNumber < MaxDays ? null : from.AddDays(MaxDays);
}
