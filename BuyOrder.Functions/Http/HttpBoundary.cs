using BuyOrder.Functions.Hosting;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Functions.Http;

/// <summary>The one place where an exception of an HTTP call ends: it becomes a problem, and never shows a stack trace.</summary>
internal sealed partial class HttpBoundary(RequestDelegate next, ILogger<HttpBoundary> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using var scope = Log.Invocation(logger, InvocationReader.InvocationId(context.Request));
        try
        {
            await next(context);
            if (!context.Response.HasStarted && Bare(context) is { } problem)
                await problem.ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            Log.CallerLeft(logger, context.Request.Method, context.Request.Path);
        }
#pragma warning disable CA1031 // The boundary: whatever happened, the caller gets an answer and the log the reason.
        catch (Exception exception) when (context.Response.HasStarted)
        {
            // What was sent cannot be taken back: without its end it cannot be taken for a whole answer.
            Log.CutOff(logger, exception, context.Request.Method, context.Request.Path);
            context.Abort();
        }
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var problem = Describe(exception, context);
            context.Response.Clear();
            await problem.ExecuteAsync(context);
        }
    }

    private ProblemResult Describe(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case RequestException refused:
                return refused.Problem;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ProblemResult.TooLarge(HandlerServer.MaxRequestBodyBytes);
            case InvalidContinuationException:
                return ProblemResult.Invalid(QueryReader.Continuation, QueryReader.ForeignContinuation);
            case LedgerFaultException broken:
                Log.Contradiction(logger, context.Request.Method, context.Request.Path, broken.Message);
                return ProblemResult.Conflict(broken.Message);
            case BadHttpRequestException:
                return ProblemResult.Invalid("body", "The request could not be read.");
        }
        if (Outage.Describe(exception) is { } outage)
        {
            Log.Unavailable(logger, context.Request.Method, context.Request.Path, exception.Message);
            return ProblemResult.Unavailable(outage);
        }
        Log.Failed(logger, exception, context.Request.Method, context.Request.Path);
        return ProblemResult.Internal();
    }

    // What routing refuses has no body yet.
    private static ProblemResult? Bare(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => ProblemResult.NotFound("There is nothing at this path."),
        StatusCodes.Status405MethodNotAllowed => ProblemResult.MethodNotAllowed(),
        _ => null,
    };

    private static partial class Log
    {
        public static readonly Func<ILogger, string, IDisposable?> Invocation = LoggerMessage.DefineScope<string>("{InvocationId}");

        [LoggerMessage(LogLevel.Information, "{Method} {Path}: the caller left before the answer")]
        public static partial void CallerLeft(ILogger logger, string method, PathString path);

        [LoggerMessage(LogLevel.Warning, "{Method} {Path}: {Reason}")]
        public static partial void Unavailable(ILogger logger, string method, PathString path, string reason);

        [LoggerMessage(LogLevel.Error, "{Method} {Path}: stored rows contradict each other. {Reason}")]
        public static partial void Contradiction(ILogger logger, string method, PathString path, string reason);

        [LoggerMessage(LogLevel.Error, "{Method} {Path} failed in the middle of its answer; the connection is cut")]
        public static partial void CutOff(ILogger logger, Exception exception, string method, PathString path);

        [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string method, PathString path);
    }
}
