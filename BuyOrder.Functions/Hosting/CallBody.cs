using System.Text.Json;

namespace BuyOrder.Functions.Hosting;

/// <summary>
/// The body of a call as it comes in. The text of a long batch is decoded on its way and never held as a whole; all the rest is the
/// envelope, where <see cref="Placeholder"/> stands in for it.
/// </summary>
/// <remarks>
/// A long text that turns out to be no array is not JSON to us: the call is refused and delivered again. The host writes none; a short one
/// is a message.
/// </remarks>
internal sealed class CallBody
{
    private const int FirstBufferBytes = 64 * 1024;

    /// <summary>A body that is longer than this is decoded as it comes: the host writes the data first.</summary>
    private const int LookAtBytes = 16 * 1024;

    private byte[] envelope = new byte[FirstBufferBytes];
    private int length;
    private bool hasLooked;
    private BatchText? batch;
    private bool isInBatch;

    /// <summary>The first bytes of an escape whose end comes with the next piece.</summary>
    private byte[] begun = [];

    /// <summary>Nothing that the host would write: its texts are JSON or base64.</summary>
    public static ReadOnlySpan<byte> Placeholder => "(batch)"u8;

    /// <exception cref="JsonException">The body is not JSON.</exception>
    public void Append(ReadOnlySpan<byte> piece)
    {
        if (isInBatch)
            AppendToBatch(piece);
        else
            AppendToEnvelope(piece);
        if (hasLooked || length < LookAtBytes)
            return;
        hasLooked = true;
        if (BatchStart() is not { } start)
            return;
        var text = envelope.AsSpan((start + 1)..length).ToArray();
        (length, batch, isInBatch) = (start, new BatchText(), true);
        AppendToEnvelope([(byte)'"', .. Placeholder, (byte)'"']);
        AppendToBatch(text);
    }

    /// <summary>The envelope, and the bodies that were taken out of it; null when none were.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public (JsonDocument Envelope, IReadOnlyList<ReadOnlyMemory<byte>>? Batch) Complete() => isInBatch
        ? throw new JsonException("The text of the batch has no end.")
        : (JsonDocument.Parse(envelope.AsMemory(0, length)), batch?.Complete());

    private void AppendToBatch(ReadOnlySpan<byte> piece)
    {
        if (begun.Length > 0)
        {
            byte[] whole = [.. begun, .. piece];
            piece = whole;
        }
        var rest = piece[EscapedText.Take(piece, batch!, out var isEnd)..];
        isInBatch = !isEnd;
        begun = isInBatch ? rest.ToArray() : [];
        if (isEnd)
            AppendToEnvelope(rest);
    }

    // A large envelope's buffer is made once for the largest there can be: what is never written to costs no memory, and one that grows
    // would leave others behind.
    private void AppendToEnvelope(ReadOnlySpan<byte> piece)
    {
        var needed = length + piece.Length;
        if (needed > LargeCalls.Bytes && envelope.Length <= HandlerServer.MaxRequestBodyBytes)
            Array.Resize(ref envelope, (int)HandlerServer.MaxRequestBodyBytes + 1);
        else if (needed > envelope.Length)
            Array.Resize(ref envelope, Math.Max(needed, envelope.Length * 2));
        piece.CopyTo(envelope.AsSpan(length));
        length = needed;
    }

    /// <summary>Where the envelope is cut off in <c>{"Data": {binding: "[…</c>, the place of the quote; otherwise null.</summary>
    private int? BatchStart()
    {
        var reader = new Utf8JsonReader(envelope.AsSpan(0, length), isFinalBlock: false, default);
        var (isData, isValue, at) = (false, false, 0);
        while (reader.Read())
        {
            at = (int)reader.BytesConsumed;
            isValue = reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 2;
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                isData = string.Equals(reader.GetString(), "Data", StringComparison.OrdinalIgnoreCase);
        }
        var rest = envelope.AsSpan(at..length);
        var spaces = rest.IndexOfAnyExcept(" \t\r\n"u8);
        return isData && isValue && spaces >= 0 && rest[spaces..].StartsWith("\"["u8) ? at + spaces : null;
    }
}
