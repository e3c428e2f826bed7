using BuyOrder.Domain;
using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>One version of the exchange rates of a day.</summary>
/// <param name="Date">The business day.</param>
/// <param name="Version">From 1; the highest is in force. Its ETag is the number in quotes.</param>
/// <param name="Rates">ZAR per unit by currency code, as decimal strings without trailing zeros.</param>
/// <param name="ChangedAt">When this version was made.</param>
/// <param name="ChangedBy">By whom.</param>
/// <param name="Reason">In their own words.</param>
internal sealed record ExchangeRatesResponse(
    string Date, int Version, IReadOnlyDictionary<string, string> Rates, DateTimeOffset ChangedAt, string ChangedBy, string Reason)
{
    public static ExchangeRatesResponse Of(DailyRates rates) => new(
        DayText.Of(rates.Day),
        rates.Version,
        new SortedDictionary<string, string>(rates.Rates.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()), StringComparer.Ordinal),
        rates.ChangedAt,
        rates.ChangedBy,
        rates.Reason);
}
