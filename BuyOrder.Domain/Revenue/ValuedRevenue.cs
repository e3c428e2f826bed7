using System.Diagnostics.CodeAnalysis;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>A message with its value in ZAR and its business day: everything of an entry that does not depend on the ledger.</summary>
public sealed record ValuedRevenue
{
    /// <summary>1 000 000 000 000.00 ZAR: more than a payment can be, and little enough that thousands of them fit a total.</summary>
    public static readonly Zar MaxValue = new(100_000_000_000_000);

    private const string MessageOrigin = "message";

    /// <summary>A message together with what was decided about it, as a stored row holds it.</summary>
    public ValuedRevenue(RevenueMessage message, Zar value, ExchangeRate? appliedRate, string? rateOrigin, DateOnly day)
    {
        (Message, Value, AppliedRate, RateOrigin, Day) = (message, value, appliedRate, rateOrigin, day);
        IdHash = RevenueHashes.Id(message.Id);
        ContentHash = RevenueHashes.Content(message);
    }

    public RevenueMessage Message { get; }

    /// <summary>What the entry adds to the total: positive (or zero) for a sale, negative (or zero) for a refund.</summary>
    public Zar Value { get; }

    /// <summary>ZAR per unit; null for an amount in ZAR.</summary>
    public ExchangeRate? AppliedRate { get; }

    /// <summary>
    /// Where the applied rate came from: <c>message</c>, or the version of a day's table, <c>table:2026-11-20:v3</c>; null for an
    /// amount in ZAR.
    /// </summary>
    public string? RateOrigin { get; }

    /// <summary>The day of the event in the business time zone, under which it is counted.</summary>
    public DateOnly Day { get; }

    public Sha256Hash IdHash { get; }

    /// <summary>Two messages of one id with the same content hash are the same message.</summary>
    public Sha256Hash ContentHash { get; }

    /// <summary>
    /// Converts by the rate in the message, else by the table of its day; a currency other than ZAR without either is rejected, never
    /// guessed.
    /// </summary>
    /// <param name="message">What was sent.</param>
    /// <param name="businessZone">Decides the day.</param>
    /// <param name="table">The rates in force by day; only the message's own day counts.</param>
    /// <param name="revenue">The message with its value.</param>
    /// <param name="rejection">Why it has none.</param>
    public static bool TryCreate(
        RevenueMessage message,
        TimeZoneInfo businessZone,
        IReadOnlyDictionary<DateOnly, DailyRates> table,
        [NotNullWhen(true)] out ValuedRevenue? revenue,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        revenue = null;
        var currency = message.Amount.Currency;
        var day = BusinessDay.Of(message.OccurredAt, businessZone);
        var ofDay = message.NeedsDailyRate ? table.GetValueOrDefault(day) : null;
        var rate = message.ExchangeRate ?? ofDay?.Find(currency);
        var isRand = currency == Currency.Zar;
        if (isRand ? rate is not null && rate != ExchangeRate.One : rate is null)
        {
            rejection = isRand
                ? new(RejectionReason.InvalidExchangeRate, "exchangeRate", "An amount in ZAR has no exchange rate other than 1.")
                : new(
                    RejectionReason.NoExchangeRate,
                    "exchangeRate",
                    $"There is no rate for {currency} on {DayText.Of(day)}: put one into the table of that day, or send exchangeRate, in ZAR per unit.");
            return false;
        }
        if ((rate ?? ExchangeRate.One).Convert(message.Amount, MaxValue) is not { } value)
        {
            rejection = new(RejectionReason.AmountTooLarge, "amount", $"The value is more than {MaxValue} ZAR.");
            return false;
        }
        var signed = message.Kind == RevenueKind.Refund ? -value : value;
        var origin = isRand ? null : ofDay?.Origin ?? MessageOrigin;
        revenue = new ValuedRevenue(message, signed, isRand ? null : rate, origin, day);
        rejection = null;
        return true;
    }
}
