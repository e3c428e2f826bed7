using System.Text;
using System.Text.Json;

namespace BuyOrder.Domain.Revenue;

/// <summary>The members of one message, taken from its bytes in one pass, not yet judged.</summary>
internal sealed class MessageMembers
{
    private const int MaxShownName = 64;

    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private StringBuilder? unknown;

    internal JsonMember Id { get; private set; }

    internal JsonMember Kind { get; private set; }

    internal JsonMember Source { get; private set; }

    internal JsonMember Amount { get; private set; }

    internal JsonMember Currency { get; private set; }

    internal JsonMember OccurredAt { get; private set; }

    internal JsonMember RefundOf { get; private set; }

    internal JsonMember ExchangeRate { get; private set; }

    /// <summary>The text of a number or string, or the JSON text of an object.</summary>
    internal JsonMember Metadata { get; private set; }

    /// <summary>A JSON object of the members without a meaning, each as it was written; null without any.</summary>
    internal string? UnknownMembers => unknown is null ? null : $"{unknown}}}";

    /// <param name="json">Valid UTF-8.</param>
    /// <returns>Null, or why this is no JSON object with distinct members.</returns>
    /// <exception cref="JsonException">Not JSON, or more after the value.</exception>
    internal Rejection? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return new(RejectionReason.NotAnObject, null, "The message must be a JSON object.");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            if (ReadText(ref reader) is not { } name)
                return new(RejectionReason.InvalidJson, null, "A member's name holds half a surrogate pair.");
            if (!names.Add(name))
                return new(RejectionReason.DuplicateMember, Shown(name), "The member is in the message twice.");
            reader.Read();
            if (!Take(name, ref reader, json, start))
                return new(RejectionReason.InvalidJson, Shown(name), "The text holds half a surrogate pair.");
        }
        reader.Read();
        return null;
    }

    /// <summary>Keeps the value and leaves the reader at its end; false for text that is not Unicode.</summary>
    private bool Take(string name, ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int start)
    {
        var value = new JsonMember(reader.TokenType, null);
        var valueStart = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.String)
            value = value with { Text = ReadText(ref reader) };
        else if (reader.TokenType == JsonTokenType.Number)
            value = value with { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
        reader.Skip();
        var end = (int)reader.BytesConsumed;

        switch (name)
        {
            case "id": Id = value; break;
            case "kind": Kind = value; break;
            case "source": Source = value; break;
            case "amount": Amount = value; break;
            case "currency": Currency = value; break;
            case "occurredAt": OccurredAt = value; break;
            case "refundOf": RefundOf = value; break;
            case "exchangeRate": ExchangeRate = value; break;
            case "metadata": Metadata = value with { Text = Encoding.UTF8.GetString(json[valueStart..end]) }; return true;
            default: Keep(json[start..end]); return true;
        }
        return value.Type != JsonTokenType.String || value.Text is not null;
    }

    private void Keep(ReadOnlySpan<byte> member)
    {
        unknown = unknown is null ? new StringBuilder("{") : unknown.Append(',');
        unknown.Append(Encoding.UTF8.GetString(member));
    }

    /// <summary>Null when an escape sequence makes half a surrogate pair: the reader reports that only by an exception.</summary>
    internal static string? ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A name fit to be shown: short, without control characters or half a surrogate pair.</summary>
    private static string Shown(string name)
    {
        if (name.Length > MaxShownName)
            name = name[..(char.IsHighSurrogate(name[MaxShownName - 1]) ? MaxShownName - 1 : MaxShownName)] + "…";
        return string.Create(name.Length, name, static (shown, from) =>
        {
            for (var i = 0; i < shown.Length; i++)
                shown[i] = char.IsControl(from[i]) ? '?' : from[i];
        });
    }
}

/// <summary>A member as it is written in a message: a string's value or a number's own digits. The default is an absent member.</summary>
internal readonly record struct JsonMember(JsonTokenType Type, string? Text)
{
    internal bool IsAbsent => Type is JsonTokenType.None or JsonTokenType.Null;
}
