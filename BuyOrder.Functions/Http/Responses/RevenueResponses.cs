using System.Text.Json.Serialization;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What could be spent now by the allocation rule; the market has not been asked.</summary>
/// <param name="Total">All revenue, net of refunds.</param>
/// <param name="Consumed">Base of pending and completed orders.</param>
/// <param name="Available">The rest; may be negative.</param>
/// <param name="RateBps">The share that is spent.</param>
/// <param name="Allocation">That share, before minimum and maximum.</param>
/// <param name="Minimum">The smallest spend of an order.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="Spend">What an order would spend within the limits: 0 below the minimum.</param>
/// <param name="Verdict"><c>sufficient</c>, <c>below_minimum</c> or <c>limit_reached</c>.</param>
/// <param name="ParametersVersion">Which business parameters applied.</param>
/// <param name="LedgerRoot">One hash over the ledger that was counted.</param>
/// <param name="Limits">What counts against the limits; null for an order store from before this was kept, until its next order.</param>
internal sealed record AvailableRevenueResponse(
    Zar Total,
    Zar Consumed,
    Zar Available,
    int RateBps,
    Zar Allocation,
    Zar Minimum,
    Zar Maximum,
    Zar Spend,
    string Verdict,
    int ParametersVersion,
    string LedgerRoot,
    LimitsResponse? Limits);

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

/// <summary>What became of the messages of one request, in their order.</summary>
internal sealed record RecordingResponse(IReadOnlyList<RecordingResponse.Item> Results)
{
    /// <param name="Id">The sender's.</param>
    /// <param name="Result">
    /// <c>recorded</c>, <c>duplicate</c>, <c>conflicting_duplicate</c>: kept as rejected, the first remains; or <c>rejected</c>: kept as rejected.
    /// </param>
    /// <param name="Reason">For a result that is no success: a stable word.</param>
    /// <param name="Detail">The same in a sentence.</param>
    /// <param name="RejectedId">Under which the message is kept as rejected.</param>
    internal sealed record Item(
        string? Id,
        string Result,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RejectedId);
}

/// <summary>What of the revenue beyond a limit is confirmed.</summary>
/// <param name="ConfirmedRefunds">Refunds beyond a limit that are confirmed, all in all.</param>
/// <param name="Remaining">Those that are not: more than one request may name, or newer ones.</param>
/// <param name="ConfirmedTotal">Up to this total of the ledger <c>maxRevenuePerDay</c> does not stop buying.</param>
internal sealed record ConfirmedRevenueResponse(long ConfirmedRefunds, long Remaining, Zar ConfirmedTotal);
