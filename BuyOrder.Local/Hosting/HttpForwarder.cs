using BuyOrder.Local.Worker;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// Invokes an HTTP function: passes the request on to the worker's own server beside an invocation that lets it in, and its answer back, both
/// streamed and otherwise as they are.
/// </summary>
internal sealed partial class HttpForwarder(WorkerClient client, FunctionWorker worker, HostSettings settings, ILogger<HttpForwarder> log)
{
    /// <summary>A worker that dies early is started again a few times in this time.</summary>
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(4);

    public async Task ForwardAsync(HttpContext context, string function)
    {
        var invocation = HttpInvocation.Of(context.Request);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        WorkerLife? life = null;
        try
        {
            life = await worker.ReadyAsync(limit.Token).WaitAsync(ReadyTimeout, limit.Token);
            limit.CancelAfter(settings.FunctionTimeout);
            await ForwardAsync(context, life, function, invocation, limit);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException or OperationCanceledException)
        {
            Fail(context, StatusOf(e, context, life, function, invocation.Id));
        }
    }

    private async Task ForwardAsync(
        HttpContext context, WorkerLife life, string function, Invocation invocation, CancellationTokenSource limit)
    {
        using var request = ForwardedMessage.Request(context, life.HttpAddress, invocation.Id);
        var invoking = life.InvokeAsync(function, invocation, limit.Token);
        try
        {
            using var answer = await client.SendAsync(request, limit.Token);
            await ForwardedMessage.AnswerAsync(context.Response, answer, limit.Token);
        }
        catch
        {
            // Without its request the invocation would wait for it.
            await limit.CancelAsync();
            throw;
        }

        // The answer ends when the function has: a caller that has it all may rely on that.
        var result = await invoking.WaitAsync(limit.Token);
        if (result.Succeeded)
            return;
        Log.Failed(log, function, invocation.Id, result.Reason);
        if (!context.Response.HasStarted)
            Fail(context, StatusCodes.Status500InternalServerError);
    }

    private int StatusOf(Exception fault, HttpContext context, WorkerLife? life, string function, string invocation)
    {
        switch (fault)
        {
            case var _ when context.RequestAborted.IsCancellationRequested:
                return StatusCodes.Status499ClientClosedRequest;
            case TimeoutException:
                return StatusCodes.Status503ServiceUnavailable;
            case OperationCanceledException when life is not null:
                Log.TimedOut(log, function, invocation, settings.FunctionTimeout);
                worker.Kill(life);
                return StatusCodes.Status500InternalServerError;
            default:
                Log.Died(log, function, invocation, fault.Message);
                return StatusCodes.Status500InternalServerError;
        }
    }

    /// <summary>An answer that has begun can't be taken back: the connection is cut, so that it cannot be taken for a whole one.</summary>
    private static void Fail(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.Clear();
        context.Response.StatusCode = status;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Function} {Invocation} failed: {Reason}.")]
        public static partial void Failed(ILogger logger, string function, string invocation, string reason);

        [LoggerMessage(LogLevel.Warning, "{Function} {Invocation}: the worker died with it ({Fault}).")]
        public static partial void Died(ILogger logger, string function, string invocation, string fault);

        [LoggerMessage(LogLevel.Error, "{Function} {Invocation}: no answer within {Timeout}; the worker is killed.")]
        public static partial void TimedOut(ILogger logger, string function, string invocation, TimeSpan timeout);
    }
}
