using System.Text.Json;

namespace BuyOrder.Functions.Hosting;

/// <summary>Reads the host's envelope from a request, whatever way its length is told (chunked or Content-Length).</summary>
internal static class InvocationReader
{
    public const string InvocationIdHeader = "X-Azure-Functions-InvocationId";

    /// <summary>The host's ids are guids; a longer one is cut so that it cannot flood the log.</summary>
    private const int MaxInvocationIdLength = 64;

    private const int PieceBytes = 64 * 1024;

    /// <param name="request">Of the host.</param>
    /// <param name="function">The folder name of the function.</param>
    /// <param name="place">Where the call waits once it has turned out to be a large one; the rest of its body waits with it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InvocationFormatException">The body is not a JSON object, or the text of a long batch no JSON array.</exception>
    public static async Task<Invocation> ReadAsync(
        HttpRequest request, string function, LargeCalls.Place place, CancellationToken cancellation)
    {
        JsonDocument envelope;
        IReadOnlyList<ReadOnlyMemory<byte>>? batch;
        try
        {
            var body = await ReadBodyAsync(request, place, cancellation);
            (envelope, batch) = body.Complete();
        }
        catch (JsonException exception)
        {
            throw new InvocationFormatException("The call's body is not JSON, or the text of its batch is none.", exception);
        }
        if (envelope.RootElement.ValueKind == JsonValueKind.Object)
            return new Invocation(function, InvocationId(request), envelope, batch);
        envelope.Dispose();
        throw new InvocationFormatException("The call's body is not a JSON object.");
    }

    /// <summary>The host's id of the call, or the connection's own when the host gave none.</summary>
    public static string InvocationId(HttpRequest request)
    {
        var id = request.Headers[InvocationIdHeader].ToString();
        if (id.Length == 0)
            return request.HttpContext.TraceIdentifier;
        return id.Length <= MaxInvocationIdLength ? id : id[..MaxInvocationIdLength];
    }

    // Taken over from the server as it comes, so that the server's own buffers stay small; the server limits the size.
    private static async Task<CallBody> ReadBodyAsync(HttpRequest request, LargeCalls.Place place, CancellationToken cancellation)
    {
        var body = new CallBody();
        var piece = new byte[PieceBytes];
        var length = 0L;
        while (await request.Body.ReadAsync(piece, cancellation) is > 0 and var read)
        {
            if (length <= LargeCalls.Bytes && length + read > LargeCalls.Bytes)
                await place.WaitAsync(cancellation);
            length += read;
            body.Append(piece.AsSpan(0, read));
        }
        return body;
    }
}

/// <summary>A call that does not have the form in which the Functions host calls.</summary>
internal sealed class InvocationFormatException(string message, Exception? inner = null) : Exception(message, inner);
