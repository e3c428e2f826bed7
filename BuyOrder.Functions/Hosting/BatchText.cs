using System.Buffers.Text;
using System.Text.Json;

namespace BuyOrder.Functions.Hosting;

/// <summary>
/// The text of a JSON array of message bodies, as the host writes a batch. Base64 is decoded where it stands and the bodies are slices
/// of the text: a batch can be tens of megabytes, and one copy of it is enough.
/// </summary>
internal static class BatchText
{
    /// <summary>False when the text is no JSON array; then it is as it was.</summary>
    public static bool TryRead(Memory<byte> text, out IReadOnlyList<ReadOnlyMemory<byte>> bodies)
    {
        try
        {
            // All is read before anything is decoded, and so overwritten.
            bodies = [.. Elements(text).Select(element => element.IsText ? Decode(element.Value) : element.Value)];
            return true;
        }
        catch (JsonException)
        {
            bodies = [];
            return false;
        }
    }

    /// <summary>The bytes that base64 stands for, written over it; any other text as it is.</summary>
    public static ReadOnlyMemory<byte> Decode(Memory<byte> text)
    {
        if (!Base64.IsValid(text.Span))
            return text;
        Base64.DecodeFromUtf8InPlace(text.Span, out var length);
        return text[..length];
    }

    private static List<(Memory<byte> Value, bool IsText)> Elements(Memory<byte> text)
    {
        var elements = new List<(Memory<byte>, bool)>();
        var reader = new Utf8JsonReader(text.Span);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("Not an array.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            elements.Add(Element(ref reader, text));

        // Throws when anything follows the array.
        reader.Read();
        return elements;
    }

    private static (Memory<byte> Value, bool IsText) Element(ref Utf8JsonReader reader, Memory<byte> text)
    {
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return (Memory<byte>.Empty, false);
            case JsonTokenType.String when reader.ValueIsEscaped:
                return (HostValue.Unescape(ref reader), true);
            case JsonTokenType.String:
                return (text.Slice(start + 1, reader.ValueSpan.Length), true);
            default:
                reader.Skip();
                return (text[start..(int)reader.BytesConsumed], false);
        }
    }
}
