using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace BuyOrder.Functions.Hosting;

/// <summary>
/// Values as the host writes them: most are JSON text inside a JSON string (<c>"\"m-1\""</c>, <c>"3"</c>, <c>"[1,2]"</c>), dates are
/// plain strings, objects stay objects. A value that comes without the outer string is read just the same.
/// </summary>
internal static class HostValue
{
    /// <summary>A text, with or without the second encoding; null for any other value.</summary>
    public static string? Text(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.String } element)
            return null;
        var text = Utf8(element);
        if (text.Span is [(byte)'"', ..] && Parse(text) is { ValueKind: JsonValueKind.String } inner)
            text = Utf8(inner);
        return Encoding.UTF8.GetString(text.Span);
    }

    /// <summary>A whole number, plain or as text; null when it is none.</summary>
    public static int? Int32(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } number => number.TryGetInt32(out var plain) ? plain : null,
        _ => int.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
    };

    /// <summary>A time; one without offset is UTC, as all of the host's are. Null when it is none.</summary>
    public static DateTimeOffset? Time(JsonElement? value) =>
        DateTimeOffset.TryParse(
            Text(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    /// <summary>An array, plain or as text; null when it is none.</summary>
    public static JsonElement[]? Elements(JsonElement? value)
    {
        if (value is { ValueKind: JsonValueKind.String } text)
            value = Parse(Utf8(text));
        return value is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : null;
    }

    /// <summary>The characters of a JSON string as UTF-8, in a buffer of the caller's own, without a detour over UTF-16.</summary>
    public static Memory<byte> Utf8(JsonElement text)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(text));
        reader.Read();
        return Unescape(ref reader);
    }

    /// <summary>The characters of the string that the reader is at.</summary>
    /// <remarks>A string that names half a surrogate pair has no UTF-8 form; it is given as it was written, escapes and all.</remarks>
    public static Memory<byte> Unescape(ref Utf8JsonReader reader)
    {
        var characters = new byte[reader.ValueSpan.Length];
        try
        {
            return characters.AsMemory(0, reader.CopyString(characters));
        }
        catch (InvalidOperationException)
        {
            return reader.ValueSpan.ToArray();
        }
    }

    /// <summary>The value of a JSON text; null when it is none.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            // Left to the garbage collector: its elements outlive this method.
            return JsonDocument.Parse(json).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
