using BuyOrder.Domain;

namespace BuyOrder.Functions.Http;

/// <summary>The day in the path of exchange rates.</summary>
internal static class RateDay
{
    /// <summary>No revenue may have occurred in an earlier year.</summary>
    private const int EarliestYear = 2000;

    /// <exception cref="RequestException">400: it is no day that there can be revenue on.</exception>
    public static DateOnly Read(string text) => DayText.TryParse(text, out var day) && day.Year >= EarliestYear
        ? day
        : throw new RequestException(ProblemResult.Invalid("date", $"Must be a day from {EarliestYear}-01-01 to 9999-12-31, such as 2026-11-20."));
}
