using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BuyOrder.Functions.Hosting;

/// <summary>The inside of a JSON string that comes in pieces.</summary>
internal static class EscapedText
{
    private const int UnitEscapeLength = 6;

    private static readonly SearchValues<byte> Special =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(control => (byte)control), (byte)'"', (byte)'\\']);

    /// <summary>Hands on the characters of a piece, without their escapes.</summary>
    /// <returns>How many bytes were taken, the closing quote as well; an escape that is not there to its end is left.</returns>
    /// <exception cref="JsonException">A control character or an unknown escape.</exception>
    public static int Take(ReadOnlySpan<byte> piece, BatchText into, out bool isEnd)
    {
        Span<byte> character = stackalloc byte[UnitEscapeLength];
        isEnd = false;
        for (var at = 0; ;)
        {
            var plain = piece[at..].IndexOfAny(Special);
            into.Append(plain < 0 ? piece[at..] : piece.Slice(at, plain));
            if (plain < 0)
                return piece.Length;
            at += plain;
            if (piece[at] == '"')
            {
                isEnd = true;
                return at + 1;
            }
            var taken = Escape(piece[at..], character, out var written);
            if (taken == 0)
                return at;
            into.Append(character[..written]);
            at += taken;
        }
    }

    /// <summary>The length of the escape that the text begins with; 0 when its end is not there.</summary>
    private static int Escape(ReadOnlySpan<byte> text, Span<byte> character, out int written)
    {
        written = 1;
        if (text[0] != '\\')
            throw new JsonException("A control character in a string.");
        if (text.Length < 2)
            return 0;
        if (text[1] == 'u')
            return Unit(text, character, out written);
        character[0] = text[1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => text[1],
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            _ => throw new JsonException("An unknown escape in a string."),
        };
        return 2;
    }

    /// <summary>A UTF-16 unit or a pair. Half a pair has no UTF-8 form; it is given as it was written.</summary>
    private static int Unit(ReadOnlySpan<byte> text, Span<byte> character, out int written)
    {
        written = 0;
        if (text.Length < UnitEscapeLength)
            return 0;
        var unit = Hex(text);
        if (Rune.TryCreate(unit, out var rune))
        {
            written = rune.EncodeToUtf8(character);
            return UnitEscapeLength;
        }
        if (char.IsHighSurrogate(unit))
        {
            var rest = text[UnitEscapeLength..];
            if ("\\u"u8.StartsWith(rest[..Math.Min(rest.Length, 2)]) && rest.Length < UnitEscapeLength)
                return 0;
            if (rest.StartsWith("\\u"u8) && Rune.TryCreate(unit, Hex(rest), out var pair))
            {
                written = pair.EncodeToUtf8(character);
                return 2 * UnitEscapeLength;
            }
        }
        text[..UnitEscapeLength].CopyTo(character);
        written = UnitEscapeLength;
        return UnitEscapeLength;
    }

    private static char Hex(ReadOnlySpan<byte> escape) =>
        ushort.TryParse(escape[2..UnitEscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : throw new JsonException("An unknown escape in a string.");
}
