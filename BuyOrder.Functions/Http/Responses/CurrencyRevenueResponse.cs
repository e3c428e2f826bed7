using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What was earned in one currency.</summary>
/// <param name="Sales">In units of the currency, with all its decimals.</param>
/// <param name="Refunds">The same, positive.</param>
/// <param name="Value">Sales less refunds in ZAR, each converted by the rate that was applied to it.</param>
internal sealed record CurrencyRevenueResponse(string Sales, string Refunds, Zar Value)
{
    public static IReadOnlyDictionary<string, CurrencyRevenueResponse> Of(RevenueTotals totals) =>
        CurrencyRevenue.ByCurrency(totals).ToDictionary(pair => pair.Key, pair => Of(pair.Key, pair.Value));

    private static CurrencyRevenueResponse Of(string code, CurrencyRevenue revenue)
    {
        var currency = Currency.Find(code) ?? throw new InvalidDataException($"The ledger has totals in {code}, which is no currency.");
        return new CurrencyRevenueResponse(currency.Format(revenue.Sales), currency.Format(revenue.Refunds), revenue.Value);
    }
}
