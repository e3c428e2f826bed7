using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>
/// Tells whether JSON is Unicode text. The platform's reader finds out only when a string is asked for, and then throws what it throws
/// for mistakes of its caller.
/// </summary>
internal static class JsonUnicode
{
    private const int ShortEscapeLength = 2;
    private const int EscapeLength = 6;

    /// <summary>False for bytes that are no UTF-8 and for escapes of half a surrogate pair, in values and in names.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static bool IsText(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && (json.IndexOf("\\u"u8) < 0 || HasWholeCharacters(json));

    private static bool HasWholeCharacters(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !PairsUp(reader.ValueSpan))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Every escape of a high surrogate is followed by one of a low surrogate, and no low one is alone.</summary>
    private static bool PairsUp(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] != (byte)'\\')
            {
                at++;
                continue;
            }

            var unit = CodeUnit(text[at..]);
            at += unit is null ? ShortEscapeLength : EscapeLength;
            if (unit is not { } first || !char.IsSurrogate(first))
            {
                continue;
            }

            if (char.IsLowSurrogate(first) || CodeUnit(text[at..]) is not { } second || !char.IsLowSurrogate(second))
            {
                return false;
            }

            at += EscapeLength;
        }

        return true;
    }

    /// <summary>The code unit of <c>\uXXXX</c>; null when there is something else. The reader has checked the digits.</summary>
    private static char? CodeUnit(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength && text.StartsWith("\\u"u8) && Utf8Parser.TryParse(text[2..EscapeLength], out ushort unit, out _, 'x')
            ? (char)unit
            : null;
}
