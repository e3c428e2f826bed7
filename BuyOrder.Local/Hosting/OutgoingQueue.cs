using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// The queue that the app sends its notifications to, behind Service Bus' REST interface: <c>POST /{queue}/messages</c>. Nothing is received here;
/// the figures show what has come. A message whose id has come before is taken and forgotten, as by a queue with duplicate detection.
/// </summary>
internal sealed class OutgoingQueue(OutgoingQueueOptions options, int port, TimeProvider time)
{
    /// <summary>What the standard tier takes.</summary>
    private const int MaxMessageBytes = 256 * 1024;

    private readonly HashSet<string> seen = [];
    private readonly Lock gate = new();

    public MessageQueue Queue { get; } = new(options.Name, time);

    /// <summary>What the app is told about it. The key protects nothing: every process that reaches this port may send.</summary>
    public KeyValuePair<string, string> Setting => new(
        options.ConnectionStringSetting,
        $"Endpoint=sb://127.0.0.1:{port}/;SharedAccessKeyName=local;SharedAccessKey={RandomNumberGenerator.GetHexString(32)};UseDevelopmentEmulator=true");

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost($"/{options.Name}/messages", TakeAsync);

    private async Task TakeAsync(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MaxMessageBytes;
        if (!context.Request.Headers.Authorization.ToString().StartsWith("SharedAccessSignature sr=", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (IsNew(MessageId(context.Request.Headers["BrokerProperties"])))
            Queue.Send(body.ToArray());
        context.Response.StatusCode = StatusCodes.Status201Created;
    }

    private bool IsNew(string? messageId)
    {
        lock (gate)
            return messageId is null || seen.Add(messageId);
    }

    private static string? MessageId(string? brokerProperties)
    {
        if (brokerProperties is null)
            return null;
        try
        {
            using var properties = JsonDocument.Parse(brokerProperties);
            return properties.RootElement.TryGetProperty("MessageId", out var id) ? id.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A queue that the app sends to.</summary>
/// <param name="Name">The queue's.</param>
/// <param name="ConnectionStringSetting">The app's setting that says where it is.</param>
internal sealed record OutgoingQueueOptions(string Name, string ConnectionStringSetting);
