using System.Diagnostics;
using BuyOrder.Local.Worker;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Hosting;

/// <summary>Invokes the functions that no HTTP request does.</summary>
internal sealed partial class TriggerInvoker(FunctionWorker worker, TimeSpan functionTimeout, ILogger<TriggerInvoker> log)
{
    /// <summary>
    /// Waits until the worker is ready, then invokes once. A worker that dies with the call, or takes too long, is a failed invocation.
    /// </summary>
    /// <param name="function">The function's name.</param>
    /// <param name="invocation">Asked for when the worker is ready.</param>
    /// <param name="cancellation">Of the wait for the worker: what has begun ends by itself.</param>
    public async Task<InvocationResult> InvokeAsync(string function, Func<Invocation> invocation, CancellationToken cancellation)
    {
        var life = await worker.ReadyAsync(cancellation);
        var started = Stopwatch.GetTimestamp();
        var result = await InvokeAsync(life, function, invocation());
        var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        if (result.Succeeded)
            Log.Succeeded(log, function, milliseconds);
        else
            Log.Failed(log, function, milliseconds, result.Reason);
        return result;
    }

    private async Task<InvocationResult> InvokeAsync(WorkerLife life, string function, Invocation invocation)
    {
        try
        {
            return await life.InvokeAsync(function, invocation, CancellationToken.None).WaitAsync(functionTimeout);
        }
        catch (TimeoutException)
        {
            worker.Kill(life);
            return InvocationResult.Failed($"no answer within {functionTimeout}; the worker was killed");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "{Function} succeeded after {Milliseconds:0} ms.")]
        public static partial void Succeeded(ILogger logger, string function, double milliseconds);

        [LoggerMessage(LogLevel.Warning, "{Function} failed after {Milliseconds:0} ms: {Reason}.")]
        public static partial void Failed(ILogger logger, string function, double milliseconds, string reason);
    }
}
