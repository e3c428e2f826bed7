using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Testing.Servers;

/// <summary>
/// An HTTP/1.1 server on the loopback interface in front of another one. Requests meet the faults of a plan; a watcher sees each one pass
/// and may end the caller there.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpRelay relay;
    private readonly Func<Fault> next;
    private readonly Func<Exchange, Task<bool>> watch;
    private readonly CancellationTokenSource ended = new();

    private FaultProxy(WebApplication app, Uri target, Func<Fault> next, Func<Exchange, Task<bool>>? watch)
    {
        (this.app, this.next, relay) = (app, next, new HttpRelay(target));
        this.watch = watch ?? (_ => Task.FromResult(false));
    }

    public Uri Address => new(app.Urls.Single());

    /// <param name="target">Scheme, host and port of the server behind it.</param>
    /// <param name="next">The next request's fault.</param>
    /// <param name="watch">Sees each request before and after; true: its caller has ended, so nothing more happens to it.</param>
    /// <param name="cancellation">Gives up the start.</param>
    public static async Task<FaultProxy> StartAsync(
        Uri target, Func<Fault> next, Func<Exchange, Task<bool>>? watch, CancellationToken cancellation)
    {
        var proxy = new FaultProxy(LoopbackApp.Create(), target, next, watch);
        proxy.app.Run(proxy.PassAsync);
        await proxy.app.StartAsync(cancellation);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await app.DisposeAsync();
        relay.Dispose();
        ended.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        try
        {
            var body = await HttpRelay.ReadBodyAsync(context.Request);
            await PassAsync(context, new Passage(HttpRelay.RelayedRequest.Of(context), body, next()));
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException or BadHttpRequestException)
        {
            // The caller died, the server is gone, or the run is over: no answer is waited for.
            context.Abort();
        }
    }

    private async Task PassAsync(HttpContext context, Passage passage)
    {
        var asked = new Exchange(Encoding.UTF8.GetString(passage.Body), null);
        if (passage.Fault.Kind == FaultKind.LoseRequest || await watch(asked))
        {
            context.Abort();
            return;
        }
        if (passage.Fault.Kind == FaultKind.Refuse)
        {
            context.Response.StatusCode = passage.Fault.Status;
            return;
        }

        if (passage.Fault.Kind == FaultKind.Delay)
            await Task.Delay(passage.Fault.Wait, ended.Token);
        var answer = await SendAsync(passage);
        if (passage.Fault.Kind == FaultKind.Twice)
            answer = await SendAsync(passage);
        if (await watch(asked with { Answer = answer }))
            context.Abort();
        else
            await AnswerAsync(context, passage, answer);
    }

    /// <summary>What is on its way arrives, also when the caller is gone by then.</summary>
    private Task<HttpRelay.RelayedAnswer> SendAsync(Passage passage) => relay.SendAsync(passage.Request, passage.Body, ended.Token);

    private async Task AnswerAsync(HttpContext context, Passage passage, HttpRelay.RelayedAnswer answer)
    {
        switch (passage.Fault.Kind)
        {
            case FaultKind.LoseAnswer:
                context.Abort();
                break;
            case FaultKind.CutAnswer:
                await CutAsync(context, answer);
                break;
            case FaultKind.RefuseApplied:
                context.Response.StatusCode = passage.Fault.Status;
                break;
            case FaultKind.Stall:
                using (var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ended.Token))
                    await Task.Delay(Timeout.InfiniteTimeSpan, either.Token);
                break;
            default:
                if (passage.Fault.Kind == FaultKind.Echo)
                    _ = EchoAsync(passage);
                await answer.WriteAsync(context.Response);
                break;
        }
    }

    private static async Task CutAsync(HttpContext context, HttpRelay.RelayedAnswer answer)
    {
        if (answer.Body.Length > 1)
        {
            answer.WriteHead(context.Response);
            context.Response.ContentLength = answer.Body.Length;
            await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, answer.Body.Length / 2), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
        context.Abort();
    }

    private async Task EchoAsync(Passage passage)
    {
        try
        {
            await Task.Delay(passage.Fault.Wait, ended.Token);
            await SendAsync(passage);
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller no longer waits for this answer.
        }
    }

    private sealed record Passage(HttpRelay.RelayedRequest Request, byte[] Body, Fault Fault);
}
