using BuyOrder.Testing.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Benchmarks.Cost;

/// <summary>An HTTP server on the loopback interface that gives requests on to another one and adds up what they use.</summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly WebApplication app;
    private readonly HttpRelay relay;
    private readonly Func<HttpRelay.RelayedRequest, byte[], Usage> uses;
    private Usage counted = Usage.None;

    private CountingProxy(WebApplication app, Uri target, Func<HttpRelay.RelayedRequest, byte[], Usage> uses) =>
        (this.app, this.uses, relay) = (app, uses, new HttpRelay(target));

    public Uri Address => new(app.Urls.Single());

    /// <summary>Since the start.</summary>
    public Usage Counted
    {
        get
        {
            lock (gate)
                return counted;
        }
    }

    /// <param name="target">Scheme, host and port of the server behind it.</param>
    /// <param name="uses">What a request uses.</param>
    /// <param name="cancellation">Gives up the start.</param>
    public static async Task<CountingProxy> StartAsync(Uri target, Func<HttpRelay.RelayedRequest, byte[], Usage> uses, CancellationToken cancellation)
    {
        var proxy = new CountingProxy(LoopbackApp.Create(), target, uses);
        proxy.app.Run(proxy.PassAsync);
        await proxy.app.StartAsync(cancellation);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        relay.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var (request, body) = (HttpRelay.RelayedRequest.Of(context), await HttpRelay.ReadBodyAsync(context.Request));
        lock (gate)
            counted += uses(request, body);
        var answer = await relay.SendAsync(request, body, context.RequestAborted);
        await answer.WriteAsync(context.Response);
    }
}
