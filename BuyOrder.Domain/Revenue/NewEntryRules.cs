using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BuyOrder.Domain.Revenue;

/// <summary>
/// What a sale must keep to beyond the form of a message if it is to become a new entry. Entries from before these rules remain, and a
/// repeat of one is a repeat: a message that breaks one is looked up before it is refused. Refunds are never refused for them.
/// </summary>
internal static class NewEntryRules
{
    internal const string IdRule = "no white space at either end, no control, unassigned or zero-width characters";

    private const string Escape = "\\u";

    /// <summary>Null when it keeps to all of them.</summary>
    /// <param name="message">As it was read.</param>
    /// <param name="json">The message's bytes without a byte order mark; valid JSON.</param>
    internal static Rejection? Check(RevenueMessage message, ReadOnlySpan<byte> json)
    {
        if (message.Kind == RevenueKind.Refund)
            return null;
        if (HasHalfSurrogate(json))
            return new(RejectionReason.InvalidJson, null, "The text holds half a surrogate pair.");
        return IsCleanId(message.Id)
            ? null
            : new(RejectionReason.InvalidId, "id", $"The id of a new entry has 1 to {RevenueMessageReader.MaxIdLength} UTF-16 units, {IdRule}.");
    }

    private static bool IsCleanId(string id)
    {
        var first = Rune.GetRuneAt(id, 0);
        Rune.DecodeLastFromUtf16(id, out var last, out _);
        return !Rune.IsWhiteSpace(first) && !Rune.IsWhiteSpace(last) && id.EnumerateRunes().All(IsVisible);
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate => false,
        UnicodeCategory.Format => IsNumberSign(rune.Value),
        _ => !IsIgnorable(rune.Value),
    };

    /// <summary>Marks of Arabic, Syriac and Kaithi before numbers: of the category of format characters, and yet visible.</summary>
    private static bool IsNumberSign(int value) =>
        value is (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD;

    /// <summary>Default_Ignorable_Code_Point of Unicode outside the format characters: nothing is shown of them.</summary>
    private static bool IsIgnorable(int value) =>
        value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0
            or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>An escape sequence is the only way to write half a pair in valid UTF-8.</summary>
    private static bool HasHalfSurrogate(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf(Encoding.ASCII.GetBytes(Escape)) < 0)
            return false;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped
                && MessageMembers.ReadText(ref reader) is null)
                return true;
        }
        return false;
    }
}
