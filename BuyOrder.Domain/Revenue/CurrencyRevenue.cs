using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>What one currency brought: sales and refunds in its minor unit, both ≥ 0, and the value of their difference in ZAR.</summary>
public sealed record CurrencyRevenue(Int128 Sales, Int128 Refunds, Zar Value)
{
    /// <summary>One element for each currency that has entries, by code.</summary>
    public static IReadOnlyDictionary<string, CurrencyRevenue> ByCurrency(RevenueTotals totals) => totals.Lines
        .GroupBy(line => line.Currency)
        .OrderBy(currency => currency.Key, StringComparer.Ordinal)
        .ToDictionary(
            currency => currency.Key,
            currency => currency.Aggregate(new CurrencyRevenue(0, 0, Zar.Zero), (sum, line) => sum.Plus(line)));

    private CurrencyRevenue Plus(CurrencyTotals line) => new(
        checked(Sales + line.OriginalSales), checked(Refunds + line.OriginalRefunds), Value + (line.Sales - line.Refunds));
}
