using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>What one source earned in one currency: values in ZAR, and the original amounts in minor units of the currency; all ≥ 0.</summary>
public sealed record CurrencyTotals(
    RevenueSource Source,
    string Currency,
    long Entries,
    Zar Sales,
    Zar Refunds,
    Int128 OriginalSales,
    Int128 OriginalRefunds)
{
    public Zar Total => Sales - Refunds;

    internal static CurrencyTotals Empty(RevenueSource source, string currency) => new(source, currency, 0, Zar.Zero, Zar.Zero, 0, 0);

    internal CurrencyTotals Plus(CurrencyTotals other) => this with
    {
        Entries = checked(Entries + other.Entries),
        Sales = Sales + other.Sales,
        Refunds = Refunds + other.Refunds,
        OriginalSales = checked(OriginalSales + other.OriginalSales),
        OriginalRefunds = checked(OriginalRefunds + other.OriginalRefunds),
    };

    internal CurrencyTotals Minus(CurrencyTotals other) => this with
    {
        Entries = checked(Entries - other.Entries),
        Sales = Sales - other.Sales,
        Refunds = Refunds - other.Refunds,
        OriginalSales = checked(OriginalSales - other.OriginalSales),
        OriginalRefunds = checked(OriginalRefunds - other.OriginalRefunds),
    };

    internal CurrencyTotals Plus(ValuedRevenue revenue)
    {
        var minorUnits = revenue.Message.Amount.MinorUnits;
        return revenue.Message.Kind == RevenueKind.Sale
            ? this with
            {
                Entries = Entries + 1,
                Sales = Sales + revenue.Value,
                OriginalSales = checked(OriginalSales + minorUnits),
            }
            : this with
            {
                Entries = Entries + 1,
                Refunds = Refunds - revenue.Value,
                OriginalRefunds = checked(OriginalRefunds + minorUnits),
            };
    }
}
