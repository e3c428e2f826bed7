using BuyOrder.Domain.Money;

namespace BuyOrder.Ledger.Rates;

/// <summary>What became of a change.</summary>
/// <param name="Made">True when the version in force is the one that was asked for.</param>
/// <param name="Current">The version in force; null when the day has none.</param>
internal sealed record RatesChangeResult(bool Made, DailyRates? Current);
