using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What one source earned in one currency.</summary>
/// <param name="Source"><c>course_sale</c>, <c>subscription</c> or <c>other</c>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Entries">Sales and refunds.</param>
/// <param name="Sales">In ZAR.</param>
/// <param name="Refunds">In ZAR, counted up.</param>
/// <param name="Total">Sales without refunds, in ZAR.</param>
/// <param name="OriginalSales">In the currency itself.</param>
/// <param name="OriginalRefunds">In the currency itself, counted up.</param>
internal sealed record CurrencyTotalsResponse(
    string Source, string Currency, long Entries, Zar Sales, Zar Refunds, Zar Total, string OriginalSales, string OriginalRefunds)
{
    public static IReadOnlyList<CurrencyTotalsResponse> Of(RevenueTotals totals) => [.. totals.Lines.Select(Of)];

    private static CurrencyTotalsResponse Of(CurrencyTotals line)
    {
        var currency = Domain.Money.Currency.Find(line.Currency)
            ?? throw new InvalidDataException($"There are totals in {line.Currency}, which is no currency.");
        return new CurrencyTotalsResponse(
            line.Source.ToCode(),
            line.Currency,
            line.Entries,
            line.Sales,
            line.Refunds,
            line.Total,
            currency.Format(line.OriginalSales),
            currency.Format(line.OriginalRefunds));
    }
}
