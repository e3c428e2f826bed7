using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Testing.Servers;

/// <summary>
/// An HTTP server on the loopback interface in front of another one: each request meets the next fault of the list, or passes.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private const int Tries = 3;
    private const int FirstErrorStatus = 400;

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

    /// <summary>What the server said to the last request that was carried out and whose answer was lost.</summary>
    public string? LastApplied { get; private set; }

    public static async Task<FaultyProxy> StartAsync(Uri target, CancellationToken cancellation)
    {
        var proxy = new FaultyProxy(LoopbackApp.Create(), target);
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
        var request = HttpRelay.RelayedRequest.Of(context);
        if (!faults.TryDequeue(out var fault))
        {
            await (await relay.SendAsync(request, body, context.RequestAborted)).WriteAsync(context.Response);
            return;
        }
        if (fault.Applied)
            await ApplyAsync(request, body);
        await fault.Act(context);
    }

    /// <summary>Asks again when the server could not be reached or did not do it, and goes on when the client has gone: the plan says it is done.</summary>
    private async Task ApplyAsync(HttpRelay.RelayedRequest request, byte[] body)
    {
        for (var left = Tries; left > 0; left--)
        {
            try
            {
                var answer = await relay.SendAsync(request, body, CancellationToken.None);
                LastApplied = $"{answer.Status} {Encoding.UTF8.GetString(answer.Body)}";
                if (answer.Status < FirstErrorStatus)
                    return;
            }
            catch (HttpRequestException e)
            {
                // Lost on the way there or back; a write made twice meets its own row, and the answer says so.
                LastApplied = e.Message;
            }
        }
    }
}
