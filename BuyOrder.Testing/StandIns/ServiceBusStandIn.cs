using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Testing.StandIns;

/// <summary>
/// Service Bus' Send Message as it is on the wire: method, path, token (bearer or shared access signature), BrokerProperties, 201 without a
/// body, the errors of the service, and duplicate detection by message id.
/// </summary>
/// <remarks>https://learn.microsoft.com/rest/api/servicebus/send-message-to-queue.</remarks>
internal sealed class ServiceBusStandIn : IAsyncDisposable
{
    public const string Queue = "buy-orders";
    public const string KeyName = "send";
    public const string Key = "bm90IGEgcmVhbCBrZXk=";
    public const string Token = "the-only-token";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<Func<HttpContext, Task<bool>>> faults = new();
    private readonly ConcurrentDictionary<string, string> byId = new();

    private ServiceBusStandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public string ConnectionString =>
        $"Endpoint=sb://127.0.0.1:{Address.Port}/;SharedAccessKeyName={KeyName};SharedAccessKey={Key};UseDevelopmentEmulator=true";

    /// <summary>Bodies that the queue has, by message id.</summary>
    public IReadOnlyDictionary<string, string> Messages => byId;

    /// <summary>Calls that carried a good token and were no fault.</summary>
    public int Taken { get; private set; }

    /// <summary>All calls.</summary>
    public int Calls { get; private set; }

    public static async Task<ServiceBusStandIn> StartAsync()
    {
        var queue = new ServiceBusStandIn();
        await queue.app.StartAsync(TestRun.Cancellation);
        return queue;
    }

    /// <summary>The next call is answered with this status and changes nothing.</summary>
    public void FailNext(int status, int? retryAfterSeconds = null) => faults.Enqueue(context =>
    {
        context.Response.StatusCode = status;
        if (retryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Task.FromResult(true);
    });

    /// <summary>The next message is taken, and its answer lost.</summary>
    public void LoseNextAnswer() => faults.Enqueue(async context =>
    {
        await TakeAsync(context);
        context.Abort();
        return true;
    });

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Calls++;
        if (context.Request.Method != HttpMethods.Post)
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        else if (context.Request.Path != $"/{Queue}/messages")
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (!MayCome(context.Request))
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else if (!faults.TryDequeue(out var fault) || !await fault(context))
            await TakeAsync(context);
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        using var properties = JsonDocument.Parse(context.Request.Headers["BrokerProperties"].ToString());
        Taken++;
        byId.TryAdd(properties.RootElement.GetProperty("MessageId").GetString()!, body);
        context.Response.StatusCode = StatusCodes.Status201Created;
    }

    private bool MayCome(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header == $"Bearer {Token}" || (header.StartsWith("SharedAccessSignature ", StringComparison.Ordinal) && IsSigned(header));
    }

    private bool IsSigned(string header)
    {
        var parts = header["SharedAccessSignature ".Length..].Split('&')
            .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(Key));
        var expected = Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes($"{parts["sr"]}\n{parts["se"]}")));
        return parts["skn"] == KeyName
            && Uri.UnescapeDataString(parts["sig"]) == expected
            && Uri.UnescapeDataString(parts["sr"]).StartsWith(new Uri(Address, "/").AbsoluteUri, StringComparison.OrdinalIgnoreCase)
            && long.Parse(parts["se"], CultureInfo.InvariantCulture) > DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    }
}
