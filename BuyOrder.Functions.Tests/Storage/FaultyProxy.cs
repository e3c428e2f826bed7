using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Functions.Tests.Storage;

/// <summary>
/// An HTTP server on the loopback interface in front of another one: each request meets the next fault of the list, or passes.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Uri target;
    private readonly HttpClient http = new();
    private readonly ConcurrentQueue<ProxyFault> faults = new();
    private int requests;

    private FaultyProxy(WebApplication app, Uri target) => (this.app, this.target) = (app, target);

    public Uri Address => new(app.Urls.Single());

    /// <summary>Requests that arrived since the list of faults was set.</summary>
    public int Requests => requests;

    /// <summary>Body bytes of the last request.</summary>
    public int LastBodyLength { get; private set; }

    public static async Task<FaultyProxy> StartAsync(Uri target, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var proxy = new FaultyProxy(builder.Build(), target);
        proxy.app.Run(proxy.AnswerAsync);
        await proxy.app.StartAsync(cancellation);
        return proxy;
    }

    /// <summary>The next requests meet these, in order; those after them pass.</summary>
    public void Next(params IEnumerable<ProxyFault> next)
    {
        faults.Clear();
        requests = 0;
        foreach (var fault in next)
            faults.Enqueue(fault);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref requests);
        var body = await BodyAsync(context.Request);
        faults.TryDequeue(out var fault);
        if (fault is null or { Applied: true })
        {
            using var answer = await ForwardAsync(context, body);
            if (fault is null)
            {
                await CopyAsync(answer, context.Response);
                return;
            }
        }
        await fault!.Act(context);
    }

    private async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        LastBodyLength = (int)buffer.Length;
        return buffer.ToArray();
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext context, byte[] body)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(target, path));
        request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in context.Request.Headers)
        {
            if (name is "Host" or "Content-Length" or "Transfer-Encoding")
                continue;
            if (!request.Headers.TryAddWithoutValidation(name, [.. value]))
                request.Content.Headers.TryAddWithoutValidation(name, [.. value]);
        }
        return await http.SendAsync(request, context.RequestAborted);
    }

    private static async Task CopyAsync(HttpResponseMessage answer, HttpResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection" or "Keep-Alive"))
                response.Headers[name] = values.ToArray();
        }
        await answer.Content.CopyToAsync(response.Body, response.HttpContext.RequestAborted);
    }
}
