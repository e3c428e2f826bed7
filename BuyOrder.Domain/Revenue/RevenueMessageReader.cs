using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>Reads a revenue message (design: JSON, UTF-8, at most 32 KiB) or says why it can never become an entry.</summary>
/// <remarks>
/// A leading byte order mark is skipped, as RFC 8259, section 8.1, allows. The first fault found is the one reported. A message that could
/// be read and breaks only a rule for new entries is given with its rejection: it may be a repeat of an entry from before that rule.
/// </remarks>
public static class RevenueMessageReader
{
    public const int MaxBytes = 32 * 1024;

    internal const int MaxIdLength = 128;

    /// <summary>In many countries a point groups thousands: whether it does in a text with three decimals cannot be told.</summary>
    private const int GroupOfThousands = 3;

    /// <summary>More decimals than that are no thousands.</summary>
    private const int LeastSureDecimals = 4;

    private const string IdRule = "1 to 128 UTF-16 units, no control characters, no half surrogate pairs";

    /// <summary>Instants outside are a sender's fault (a zero, milliseconds read as seconds), and Table Storage starts at 1601.</summary>
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static bool TryRead(
        ReadOnlySpan<byte> body,
        [NotNullWhen(true)] out RevenueMessage? message,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        message = null;
        if (body.Length > MaxBytes)
        {
            rejection = new(RejectionReason.TooLarge, null, $"The message has {body.Length} bytes; at most {MaxBytes} are allowed.");
            return false;
        }
        if (!Utf8.IsValid(body))
        {
            rejection = new(RejectionReason.InvalidJson, null, "The message is not UTF-8.");
            return false;
        }
        var members = new MessageMembers();
        var json = body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        rejection = ReadMembers(json, members);
        if (rejection is not null || !TryBuild(members, out message, out rejection))
            return false;
        rejection = NewEntryRules.Check(message, json);
        return rejection is null;
    }

    private static Rejection? ReadMembers(ReadOnlySpan<byte> json, MessageMembers members)
    {
        try
        {
            return members.Read(json);
        }
        catch (JsonException e)
        {
            var place = $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            return new(RejectionReason.InvalidJson, null, $"The message is not one JSON value nested at most 64 deep: see {place}.");
        }
    }

    /// <summary>The rules of each member, in the order in which faults are reported.</summary>
    private static bool TryBuild(
        MessageMembers members,
        [NotNullWhen(true)] out RevenueMessage? message,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        message = null;
        if (!TryId(members.Id, out var id, out rejection)
            || !TryKind(members.Kind, out var kind, out rejection)
            || !TrySource(members.Source, out var source, out rejection)
            || !TryAmount(members, out var amount, out rejection)
            || !TryOccurredAt(members.OccurredAt, out var occurredAt, out rejection)
            || !TryRefundOf(members.RefundOf, kind, out var refundOf, out rejection)
            || !TryExchangeRate(members.ExchangeRate, out var rate, out rejection)
            || !TryMetadata(members.Metadata, out var metadata, out rejection))
            return false;
        message = new RevenueMessage(id, kind, source, amount, occurredAt, refundOf, rate, metadata, members.UnknownMembers);
        return true;
    }

    private static bool TryId(JsonMember member, [NotNullWhen(true)] out string? id, [NotNullWhen(false)] out Rejection? rejection)
    {
        if (!TryText(member, "id", out id, out rejection))
            return false;
        if (!IsId(id))
            rejection = new(RejectionReason.InvalidId, "id", $"An id has {IdRule}.");
        return rejection is null;
    }

    private static bool TryKind(JsonMember member, out RevenueKind kind, [NotNullWhen(false)] out Rejection? rejection)
    {
        (kind, rejection) = (RevenueKind.Sale, null);
        if (member.IsAbsent)
            return true;
        if (!TryText(member, "kind", out var code, out rejection))
            return false;
        if (!RevenueCodes.TryParse(code, out kind))
            rejection = new(RejectionReason.UnknownKind, "kind", $"The kind must be one of {RevenueCodes.AllKinds}.");
        return rejection is null;
    }

    private static bool TrySource(JsonMember member, out RevenueSource source, [NotNullWhen(false)] out Rejection? rejection)
    {
        source = RevenueSource.Unknown;
        if (!TryText(member, "source", out var code, out rejection))
            return false;
        if (!RevenueCodes.TryParse(code, out source))
            rejection = new(RejectionReason.UnknownSource, "source", $"The source must be one of {RevenueCodes.AllSources}.");
        return rejection is null;
    }

    private static bool TryAmount(
        MessageMembers members,
        [NotNullWhen(true)] out CurrencyAmount? amount,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        amount = null;
        if (!TryDecimal(members.Amount, "amount", RejectionReason.InvalidAmount, out var value, out rejection)
            || !TryText(members.Currency, "currency", out var code, out rejection))
            return false;
        if (Currency.Find(code) is not { } currency)
        {
            rejection = new(RejectionReason.UnknownCurrency, "currency", "The currency must be a code of ISO 4217 in upper case.");
            return false;
        }
        var isPlain = members.Amount.Type == JsonTokenType.Number || value.Scale >= LeastSureDecimals;
        rejection = CurrencyAmount.TryCreate(isPlain ? value.Trimmed() : value, currency, out amount) switch
        {
            AmountFault.None => null,
            AmountFault.NotPositive => new(
                RejectionReason.AmountNotPositive, "amount", $"The amount must be more than 0 and at most {currency.Format(CurrencyAmount.MaxMinorUnits)}."),
            AmountFault.TooManyDecimals => new(
                RejectionReason.TooManyDecimals, "amount", $"The amount has {value.Scale} decimals; {currency} has at most {currency.Digits}.{Doubt(value, isPlain)}"),
            AmountFault.TooLarge => new(
                RejectionReason.AmountTooLarge, "amount", $"The amount is more than {CurrencyAmount.MaxMinorUnits} minor units of {currency}."),
            var fault => throw new InvalidOperationException($"Unknown fault {fault}."),
        };
        return amount is not null && rejection is null;
    }

    private static string Doubt(ExactDecimal amount, bool isPlain) => !isPlain && amount.Scale == GroupOfThousands
        ? " A text with three decimals may mean thousands: 1.500 is fifteen hundred in many places. Send fewer decimals, or a JSON number."
        : "";

    private static bool TryOccurredAt(JsonMember member, out DateTimeOffset instant, [NotNullWhen(false)] out Rejection? rejection)
    {
        instant = default;
        if (!TryText(member, "occurredAt", out var text, out rejection))
            return false;
        if (!Rfc3339.TryParse(text, out instant) || instant < Earliest)
        {
            rejection = new(
                RejectionReason.InvalidOccurredAt,
                "occurredAt",
                "The time must be RFC 3339 with an offset, as 2026-11-20T10:00:00Z, with at most 9 decimals, in the years 2000 to 9999 (UTC).");
        }
        return rejection is null;
    }

    /// <summary>A sale that names one is refused: counting what was meant as a refund as a sale is the costly mistake.</summary>
    private static bool TryRefundOf(
        JsonMember member, RevenueKind kind, out string? refundOf, [NotNullWhen(false)] out Rejection? rejection)
    {
        (refundOf, rejection) = (null, null);
        if (kind == RevenueKind.Sale)
        {
            if (!member.IsAbsent)
                rejection = new(RejectionReason.UnexpectedRefundOf, "refundOf", "Only a refund names a sale; is kind missing?");
            return rejection is null;
        }
        if (!TryText(member, "refundOf", out refundOf, out rejection))
            return false;
        if (!IsId(refundOf))
            rejection = new(RejectionReason.InvalidRefundOf, "refundOf", $"A refund names its sale by id: {IdRule}.");
        return rejection is null;
    }

    private static bool TryExchangeRate(JsonMember member, out ExchangeRate? rate, [NotNullWhen(false)] out Rejection? rejection)
    {
        (rate, rejection) = (null, null);
        if (member.IsAbsent)
            return true;
        if (!TryDecimal(member, "exchangeRate", RejectionReason.InvalidExchangeRate, out var value, out rejection))
            return false;
        rate = ExchangeRate.Create(value);
        if (rate is null)
        {
            rejection = new(
                RejectionReason.InvalidExchangeRate,
                "exchangeRate",
                $"The rate must be more than 0 and at most {ExchangeRate.Largest} with at most {ExchangeRate.MaxSignificantDigits} digits and {ExchangeRate.MaxDecimals} decimals.");
        }
        return rejection is null;
    }

    private static bool TryMetadata(JsonMember member, out string? metadata, [NotNullWhen(false)] out Rejection? rejection)
    {
        (metadata, rejection) = (member.IsAbsent ? null : member.Text, null);
        if (!member.IsAbsent && member.Type != JsonTokenType.StartObject)
            rejection = new(RejectionReason.WrongType, "metadata", "The metadata must be a JSON object.");
        return rejection is null;
    }

    private static bool TryText(
        JsonMember member, string name, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out Rejection? rejection)
    {
        (text, rejection) = (member.Text, null);
        if (member.IsAbsent)
            rejection = Missing(name);
        else if (member.Type != JsonTokenType.String || text is null)
            rejection = new(RejectionReason.WrongType, name, "The member must be a string.");
        return rejection is null;
    }

    private static bool TryDecimal(
        JsonMember member, string name, string reason, out ExactDecimal value, [NotNullWhen(false)] out Rejection? rejection)
    {
        (value, rejection) = (default, null);
        if (member.IsAbsent)
            rejection = Missing(name);
        else if (member.Type is not (JsonTokenType.String or JsonTokenType.Number))
            rejection = new(RejectionReason.WrongType, name, "The member must be a decimal, as a string or a number.");
        else if (!ExactDecimal.TryParse(member.Text, member.Type == JsonTokenType.Number, out value))
            rejection = new(reason, name, "The decimal must be plain digits, as 1499.00, without sign, spaces or grouping.");
        return rejection is null;
    }

    private static Rejection Missing(string name) => new(RejectionReason.MissingMember, name, "The member is required.");

    private static bool IsId(string text)
    {
        if (text.Length is 0 or > MaxIdLength)
            return false;
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || Rune.IsControl(rune))
                return false;
            i += rune.Utf16SequenceLength;
        }
        return true;
    }
}
