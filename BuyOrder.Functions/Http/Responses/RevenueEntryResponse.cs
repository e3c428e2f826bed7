using System.Text.Json.Serialization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>One entry of the ledger.</summary>
/// <param name="Id">The sender's.</param>
/// <param name="Kind"><c>sale</c> or <c>refund</c>.</param>
/// <param name="Source"><c>course_sale</c>, <c>subscription</c> or <c>other</c>.</param>
/// <param name="Amount">As sent, positive, in <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="ExchangeRate">ZAR per unit that was applied; null for ZAR.</param>
/// <param name="Value">What it adds to the total, in ZAR: negative for a refund.</param>
/// <param name="Day">The business day under which it counts.</param>
/// <param name="OccurredAt">As the sender said.</param>
/// <param name="RecordedAt">When the ledger took it.</param>
/// <param name="RefundOf">The sale's id.</param>
/// <param name="Metadata">As sent.</param>
internal record RevenueEntryResponse(
    string Id,
    string Kind,
    string Source,
    string Amount,
    string Currency,
    string? ExchangeRate,
    Zar Value,
    string Day,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt,
    string? RefundOf,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Metadata)
{
    public static RevenueEntryResponse Of(LedgerEntry entry)
    {
        var revenue = entry.Revenue;
        var message = revenue.Message;
        return new RevenueEntryResponse(
            message.Id,
            message.Kind.ToCode(),
            message.Source.ToCode(),
            message.Amount.ToString(),
            message.Amount.Currency.Code,
            revenue.AppliedRate?.ToString(),
            revenue.Value,
            DayText.Of(revenue.Day),
            message.OccurredAt,
            entry.RecordedAt,
            message.RefundOf,
            message.Metadata);
    }
}
