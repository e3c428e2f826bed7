using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>One payment event as its sender described it, after all rules of the message were checked.</summary>
/// <remarks>
/// The id is unique per payment event and compared unit for unit. The time is UTC with a precision of 100 ns. A refund names a sale
/// in <see cref="RefundOf"/>, a sale never does. <see cref="ExchangeRate"/> is the rate as sent, if any. <see cref="Metadata"/> is the
/// JSON text of the member of that name, <see cref="UnknownMembers"/> a JSON object of all members that have no meaning here.
/// </remarks>
public sealed record RevenueMessage(
    string Id,
    RevenueKind Kind,
    RevenueSource Source,
    CurrencyAmount Amount,
    DateTimeOffset OccurredAt,
    string? RefundOf = null,
    ExchangeRate? ExchangeRate = null,
    string? Metadata = null,
    string? UnknownMembers = null)
{
    /// <summary>True when its value depends on the table of its day: an amount in another currency than ZAR that came without a rate.</summary>
    public bool NeedsDailyRate => ExchangeRate is null && Amount.Currency != Currency.Zar;
}

public enum RevenueKind
{
    Unknown = 0,
    Sale,
    Refund,
}

public enum RevenueSource
{
    Unknown = 0,
    CourseSale,
    Subscription,
    Other,
}
