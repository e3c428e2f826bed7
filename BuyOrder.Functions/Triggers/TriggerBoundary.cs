using BuyOrder.Domain;
using BuyOrder.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace BuyOrder.Functions.Triggers;

/// <summary>
/// What every call of a timer or a queue passes: it waits until the app is ready, and the log tells a failure that passes by itself from
/// one that does not. Every failure goes on to the host, which calls again.
/// </summary>
internal sealed partial class TriggerBoundary(Readiness readiness, ILoggerFactory loggers) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var logger = loggers.CreateLogger(context.FunctionDefinition.Name);
        try
        {
            await readiness.WaitAsync(Readiness.TriggerPatience, context.CancellationToken);
            await next.CallAsync(context);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            Log.HostLeft(logger);
            throw;
        }
        catch (OutageException exception)
        {
            Log.Unavailable(logger, exception.Message);
            throw;
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The host gave the call up before its end")]
        public static partial void HostLeft(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "Failed for now: {Reason}")]
        public static partial void Unavailable(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Error, "Failed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
