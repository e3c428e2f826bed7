using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What was earned on one business day, by the time the sender gave.</summary>
/// <param name="Day">In the business time zone, <c>yyyy-MM-dd</c>.</param>
/// <param name="Entries">Sales and refunds.</param>
/// <param name="Sales">In ZAR.</param>
/// <param name="Refunds">In ZAR, counted up.</param>
/// <param name="Total">Sales without refunds.</param>
/// <param name="BySourceAndCurrency">The same, a line for each source and currency that the day has.</param>
internal sealed record DayResponse(
    string Day, long Entries, Zar Sales, Zar Refunds, Zar Total, IReadOnlyList<CurrencyTotalsResponse> BySourceAndCurrency)
{
    public static DayResponse Of(DayTotals day) => new(
        DayText.Of(day.Day),
        day.Revenue.Entries,
        day.Revenue.Sales,
        day.Revenue.Refunds,
        day.Revenue.Total,
        CurrencyTotalsResponse.Of(day.Revenue));
}
