using System.Buffers;
using System.IO.Pipelines;
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
        var body = await ReadBodyAsync(request.BodyReader, cancellation);
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
            return new Invocation(function, InvocationId(request), envelope);
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

    // One array of the exact size: a batch of large messages must not leave doubled buffers behind. The server limits the size.
    private static async Task<byte[]> ReadBodyAsync(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
