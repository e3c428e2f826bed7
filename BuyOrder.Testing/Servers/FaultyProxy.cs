using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Testing.Servers;

/// <summary>
/// An HTTP server on the loopback interface in front of another one: each request meets the next fault of the list, or passes.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private const int Tries = 3;

    private readonly WebApplication app;
    private readonly HttpRelay relay;
    private readonly ConcurrentQueue<ProxyFault> faults = new();
    private int requests;

    private FaultyProxy(WebApplication app, Uri target) => (this.app, relay) = (app, new HttpRelay(target));

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
        relay.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref requests);
        var body = await HttpRelay.ReadBodyAsync(context.Request);
        LastBodyLength = body.Length;
        faults.TryDequeue(out var fault);
        if (fault is null or { Applied: true })
        {
            var answer = await ApplyAsync(HttpRelay.RelayedRequest.Of(context), body, context.RequestAborted);
            if (fault is null)
            {
                await answer.WriteAsync(context.Response);
                return;
            }
        }
        await fault!.Act(context);
    }

    /// <summary>Asks again when the server could not be reached or did not do it: what the plan does not name is no fault of this network.</summary>
    private async Task<HttpRelay.RelayedAnswer> ApplyAsync(HttpRelay.RelayedRequest request, byte[] body, CancellationToken cancellation)
    {
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                var answer = await relay.SendAsync(request, body, cancellation);
                if (answer.Status < StatusCodes.Status500InternalServerError || left == 0)
                    return answer;
            }
            catch (HttpRequestException) when (left > 0)
            {
                // Lost on the way there or back; a write made twice meets its own row, and the answer says so.
            }
        }
    }
}
