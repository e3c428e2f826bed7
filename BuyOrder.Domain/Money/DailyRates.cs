using System.Globalization;

namespace BuyOrder.Domain.Money;

/// <summary>One version of the rates of a business day, with who made it, when and why. Versions of a day count from 1 and never change.</summary>
/// <param name="Day">For revenue that occurred on it in the business time zone.</param>
/// <param name="Version">From 1; the highest is in force.</param>
/// <param name="Rates">ZAR per unit by currency code; never ZAR itself.</param>
/// <param name="ChangedAt">When this version was made.</param>
/// <param name="ChangedBy">By whom.</param>
/// <param name="Reason">In their own words.</param>
public sealed record DailyRates(
    DateOnly Day,
    int Version,
    IReadOnlyDictionary<string, ExchangeRate> Rates,
    DateTimeOffset ChangedAt,
    string ChangedBy,
    string Reason)
{
    /// <summary>How an entry names the version whose rate was applied to it: <c>table:2026-11-20:v3</c>.</summary>
    public string Origin => string.Create(CultureInfo.InvariantCulture, $"table:{DayText.Of(Day)}:v{Version}");

    public ExchangeRate? Find(Currency currency) => Rates.GetValueOrDefault(currency.Code);

    /// <summary>True when both name the same currencies with the same rates.</summary>
    public static bool AreSame(IReadOnlyDictionary<string, ExchangeRate> left, IReadOnlyDictionary<string, ExchangeRate> right) =>
        left.Count == right.Count && left.All(pair => right.GetValueOrDefault(pair.Key) == pair.Value);
}
