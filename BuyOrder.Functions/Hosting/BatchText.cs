using System.Buffers.Text;
using System.Text.Json;

namespace BuyOrder.Functions.Hosting;

/// <summary>
/// The text of a JSON array of message bodies, as the host writes a batch. It is taken in pieces and each body is decoded as soon as its
/// end is there: a batch can be many times larger as text than the messages are that it carries.
/// </summary>
internal sealed class BatchText
{
    private const int FirstBufferBytes = 64 * 1024;

    private readonly List<ReadOnlyMemory<byte>> bodies = [];
    private JsonReaderState state;
    private byte[] unescaped = [];
    private byte[] buffer = new byte[FirstBufferBytes];
    private int length;

    /// <summary>A body of many megabytes must not be looked through again for each piece of it.</summary>
    private int nextTry = FirstBufferBytes / 2;

    /// <summary>The bodies of an array that is here as a whole; false when the text is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out IReadOnlyList<ReadOnlyMemory<byte>> bodies)
    {
        try
        {
            var batch = new BatchText();
            batch.Append(text);
            bodies = batch.Complete();
            return true;
        }
        catch (JsonException)
        {
            bodies = [];
            return false;
        }
    }

    /// <summary>The bytes that base64 encodes; any other text as it is. A copy.</summary>
    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> text)
    {
        if (!Base64.IsValid(text, out var decodedLength))
            return text.ToArray();
        var decoded = new byte[decodedLength];
        Base64.DecodeFromUtf8(text, decoded, out _, out var written);
        return decoded.AsMemory(0, written);
    }

    /// <exception cref="JsonException">The text is no JSON array.</exception>
    public void Append(ReadOnlySpan<byte> piece)
    {
        if (buffer.Length - length < piece.Length)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + piece.Length));
        piece.CopyTo(buffer.AsSpan(length));
        length += piece.Length;
        if (length >= nextTry)
            Read(isAll: false);
    }

    /// <summary>The bodies, now that the text has ended.</summary>
    /// <exception cref="JsonException">The text is no JSON array.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> Complete()
    {
        Read(isAll: true);
        return bodies;
    }

    private void Read(bool isAll)
    {
        var taken = 0;
        var reader = new Utf8JsonReader(buffer.AsSpan(0, length), isAll, state);
        while (TryTake(ref reader))
            (state, taken) = (reader.CurrentState, (int)reader.BytesConsumed);
        buffer.AsSpan(taken, length - taken).CopyTo(buffer);
        length -= taken;
        nextTry = Math.Max(FirstBufferBytes / 2, length * 2);
    }

    /// <summary>False when the next value is not there to its end.</summary>
    private bool TryTake(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            return false;
        if (reader.CurrentDepth == 0)
            return reader.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray ? true : throw new JsonException("Not an array.");
        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
            return false;
        bodies.Add(reader.TokenType switch
        {
            JsonTokenType.Null => ReadOnlyMemory<byte>.Empty,
            JsonTokenType.String => Decode(reader.ValueIsEscaped ? Unescape(ref reader) : reader.ValueSpan),
            _ => buffer.AsSpan(start..(int)reader.BytesConsumed).ToArray(),
        });
        return true;
    }

    /// <summary>As <see cref="HostValue.Unescape"/>, and valid until the next.</summary>
    private ReadOnlySpan<byte> Unescape(ref Utf8JsonReader reader)
    {
        if (unescaped.Length < reader.ValueSpan.Length)
            unescaped = new byte[buffer.Length];
        try
        {
            return unescaped.AsSpan(0, reader.CopyString(unescaped));
        }
        catch (InvalidOperationException)
        {
            return reader.ValueSpan;
        }
    }
}
