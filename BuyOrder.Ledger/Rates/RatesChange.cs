using BuyOrder.Domain.Money;

namespace BuyOrder.Ledger.Rates;

/// <summary>A new version of a day's rates.</summary>
/// <param name="Day">Which day.</param>
/// <param name="After">The version that it follows; 0 for the first.</param>
/// <param name="Rates">All rates of the new version, ZAR per unit by currency code.</param>
/// <param name="Who">Who makes it.</param>
/// <param name="Reason">In their own words.</param>
internal sealed record RatesChange(
    DateOnly Day, int After, IReadOnlyDictionary<string, ExchangeRate> Rates, string Who, string Reason);
