using System.Text.Json;

namespace BuyOrder.Functions.Hosting;

/// <summary>Reads the host's envelope from a request, whatever way its length is told (chunked or Content-Length).</summary>
internal static class InvocationReader
{
    public const string InvocationIdHeader = "X-Azure-Functions-InvocationId";

    /// <summary>The host's ids are guids; a longer one is cut so that it cannot flood the log.</summary>
    private const int MaxInvocationIdLength = 64;

    /// <exception cref="InvocationFormatException">The body is not a JSON object.</exception>
    public static async Task<Invocation> ReadAsync(HttpRequest request, string function, CancellationToken cancellation)
    {
        var body = await ReadBodyAsync(request, cancellation);
        JsonDocument envelope;
        try
        {
            envelope = JsonDocument.Parse(body);
        }
        catch (JsonException exception)
        {
            throw new InvocationFormatException("The call's body is not JSON.", exception);
        }
        if (envelope.RootElement.ValueKind == JsonValueKind.Object)
            return new Invocation(function, InvocationId(request), envelope, body.Length);
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
    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = new MemoryStream((int)(request.ContentLength ?? 0));
        await request.Body.CopyToAsync(body, cancellation);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
