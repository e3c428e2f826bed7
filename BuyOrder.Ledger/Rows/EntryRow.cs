using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rows;

/// <summary>Row <c>e:{SHA-256 of the id}</c>.</summary>
internal static class EntryRow
{
    /// <summary>All that is not the sender's own text: 17 properties, the hash, decimals, codes, times.</summary>
    private const int OwnBytes = 4 * 1024;

    /// <remarks>In the order of the names, so that nothing has to be sorted.</remarks>
    public static RowValues Write(LedgerEntry entry)
    {
        var revenue = entry.Revenue;
        var message = revenue.Message;
        return new RowValues
        {
            ["amount"] = message.Amount.ToString(),
            ["appliedRate"] = revenue.AppliedRate?.ToString(),
            ["cents"] = revenue.Value.Cents,
            ["contentHash"] = revenue.ContentHash.ToArray(),
            ["currency"] = message.Amount.Currency.Code,
            ["day"] = DayText.Of(revenue.Day),
            ["exchangeRate"] = message.ExchangeRate?.ToString(),
            ["id"] = message.Id,
            ["kind"] = message.Kind.ToCode(),
            ["metadata"] = message.Metadata,
            ["occurredAt"] = message.OccurredAt,
            ["rateOrigin"] = revenue.RateOrigin,
            ["recordedAt"] = entry.RecordedAt,
            ["refundOf"] = message.RefundOf,
            ["sequence"] = entry.Sequence,
            ["source"] = message.Source.ToCode(),
            ["unknownMembers"] = message.UnknownMembers,
        };
    }

    /// <summary>The most bytes in a request.</summary>
    public static int MaxBytes(ValuedRevenue revenue)
    {
        var message = revenue.Message;
        return OwnBytes
            + WireSize.OfText(message.Id)
            + WireSize.OfText(message.RefundOf)
            + WireSize.OfText(message.Metadata)
            + WireSize.OfText(message.UnknownMembers);
    }

    /// <summary>The stored content hash alone: enough to tell a duplicate.</summary>
    public static Sha256Hash ContentHash(TableRow row) => new(row.Values.Bytes("contentHash"));

    /// <exception cref="InvalidDataException">The row holds no entry.</exception>
    public static LedgerEntry Read(TableRow row)
    {
        var values = row.Values;
        if (!RevenueCodes.TryParse(values.Text("kind"), out RevenueKind kind)
            || !RevenueCodes.TryParse(values.Text("source"), out RevenueSource source)
            || !DayText.TryParse(values.Text("day"), out var day))
            throw new InvalidDataException($"Row {row.Key} of shard {row.Partition} holds no entry.");

        var message = new RevenueMessage(
            values.Text("id"),
            kind,
            source,
            Amount(values),
            values.Time("occurredAt"),
            values.TextOrNull("refundOf"),
            Rate(values, "exchangeRate"),
            values.TextOrNull("metadata"),
            values.TextOrNull("unknownMembers"));
        var revenue = new ValuedRevenue(
            message, new Zar(values.Int64("cents")), Rate(values, "appliedRate"), values.TextOrNull("rateOrigin"), day);
        return new LedgerEntry(revenue, values.Int64("sequence"), values.Time("recordedAt"));
    }

    private static CurrencyAmount Amount(RowValues values)
    {
        if (Currency.Find(values.Text("currency")) is { } currency
            && ExactDecimal.TryParse(values.Text("amount"), allowExponent: false, out var value)
            && CurrencyAmount.TryCreate(value, currency, out var amount) == AmountFault.None)
            return amount!;
        throw new InvalidDataException("Properties amount and currency hold no amount.");
    }

    private static ExchangeRate? Rate(RowValues values, string name)
    {
        if (values.TextOrNull(name) is not { } text)
            return null;
        var rate = ExactDecimal.TryParse(text, allowExponent: false, out var value) ? ExchangeRate.Create(value) : null;
        return rate ?? throw new InvalidDataException($"Property {name} holds no rate.");
    }
}
