using System.Buffers;
using System.Text.Json;

namespace BuyOrder.Functions.Http;

/// <summary>Reads the body of an API call up to a limit of its own, with or without a Content-Length.</summary>
internal static class BodyReader
{
    /// <summary>Enough for a reason of the longest kind with some short members beside it, however it is escaped.</summary>
    private const int ShortBytes = 8 * 1024;

    /// <summary>A body of short members alone.</summary>
    /// <exception cref="RequestException">413: the body is larger than <see cref="ShortBytes"/>.</exception>
    public static Task<ReadOnlyMemory<byte>> ReadShortAsync(HttpRequest request, CancellationToken cancellation) => ReadAsync(request, ShortBytes, cancellation);

    /// <exception cref="RequestException">413: the body is larger than <paramref name="maxBytes"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellation)
    {
        if (request.ContentLength > maxBytes)
            throw new RequestException(ProblemResult.TooLarge(maxBytes));
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellation);
            if (read.Buffer.Length > maxBytes)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                throw new RequestException(ProblemResult.TooLarge(maxBytes));
            }
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <exception cref="RequestException">400: the body is not JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException exception)
        {
            throw new RequestException(ProblemResult.Invalid(
                "body", $"Must be JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} is not)."));
        }
    }
}
