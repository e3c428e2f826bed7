using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Hosting;

/// <summary>Posts an envelope to the handler and judges its answer.</summary>
internal sealed partial class TriggerInvoker(HandlerClient client, Handler handler, TimeSpan functionTimeout, ILogger<TriggerInvoker> log)
{
    private static readonly MediaTypeHeaderValue Json = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");

    /// <summary>
    /// Waits until the handler is ready, then invokes once. A handler that dies with the call, or takes too long, is a failed
    /// invocation.
    /// </summary>
    public async Task<InvocationResult> InvokeAsync(string function, Func<ReadOnlyMemory<byte>> body, CancellationToken cancellation)
    {
        await handler.WaitUntilReadyAsync(cancellation);
        var started = Stopwatch.GetTimestamp();
        var result = await PostAsync(function, body(), cancellation);
        var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        if (result.Outcome == InvocationOutcome.Succeeded)
            Log.Succeeded(log, function, milliseconds);
        else if (result.Outcome == InvocationOutcome.WouldHang)
            Log.WouldHang(log, function, result.Reason, functionTimeout);
        else
            Log.Failed(log, function, milliseconds, result.Reason);
        foreach (var line in result.Logs)
            Log.Line(log, function, line);
        return result;
    }

    /// <summary>Waits until the handler has been up for that long without an end.</summary>
    public Task WaitUntilSteadyAsync(TimeSpan duration, CancellationToken cancellation) =>
        handler.WaitUntilSteadyAsync(duration, cancellation);

    private async Task<InvocationResult> PostAsync(string function, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(functionTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(client.BaseAddress, function));
        request.Headers.TryAddWithoutValidation(HandlerHttp.InvocationIdHeader, Guid.NewGuid().ToString());
        request.Headers.TryAddWithoutValidation("User-Agent", $"Azure-Functions-Host/{HandlerHttp.HostVersion}");
        request.Headers.TransferEncodingChunked = true;
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = Json;
        try
        {
            using var answer = await client.SendAsync(request, limit.Token);
            return await InvocationAnswer.JudgeAsync(answer, limit.Token);
        }
        catch (HttpRequestException e)
        {
            return InvocationResult.Failed($"the handler died with it ({e.HttpRequestError})");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            handler.Kill();
            return InvocationResult.Failed($"no answer within {functionTimeout}; the handler was killed");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "{Function} succeeded after {Milliseconds:0} ms.")]
        public static partial void Succeeded(ILogger logger, string function, double milliseconds);

        [LoggerMessage(LogLevel.Warning, "{Function} failed after {Milliseconds:0} ms: {Reason}.")]
        public static partial void Failed(ILogger logger, string function, double milliseconds, string reason);

        [LoggerMessage(LogLevel.Error, "{Function} gave {Reason}: the real host would wait {Timeout} for more and then kill the handler.")]
        public static partial void WouldHang(ILogger logger, string function, string reason, TimeSpan timeout);

        [LoggerMessage(LogLevel.Information, "{Function}: {Line}")]
        public static partial void Line(ILogger logger, string function, string line);
    }
}
