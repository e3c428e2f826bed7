using System.Collections.Concurrent;
using BuyOrder.Domain;
using BuyOrder.Functions.Hosting;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace BuyOrder.Functions.Http;

/// <summary>
/// What every HTTP call passes: its query must be known and the app ready. The one place where an exception of a call ends: it becomes a
/// problem, and never shows a stack trace.
/// </summary>
internal sealed partial class HttpBoundary(Readiness readiness, ILogger<HttpBoundary> logger)
{
    /// <summary>Answers a call; returns when the answer is written or the connection is cut.</summary>
    /// <param name="http">The call.</param>
    /// <param name="function">What it must comply with.</param>
    /// <param name="call">The function itself.</param>
    /// <param name="cancellation">The host gave the call up.</param>
    public async Task AnswerAsync(HttpContext http, HttpFunction function, Func<Task<IResult>> call, CancellationToken cancellation)
    {
        var request = http.Request;
        try
        {
            var result = await CallAsync();
            await result.ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested || cancellation.IsCancellationRequested)
        {
            // A caller that still listens must not take nothing for an answer.
            Log.CallerLeft(logger, request.Method, request.Path);
            http.Abort();
        }
#pragma warning disable CA1031 // The boundary: after every exception the caller gets an answer and the log the reason.
        catch (Exception exception) when (http.Response.HasStarted)
        {
            // What was sent cannot be taken back: without its end it cannot be taken for a whole answer.
            Log.CutOff(logger, exception, request.Method, request.Path);
            http.Abort();
        }
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var problem = Describe(exception, request);
            http.Response.Clear();
            await problem.ExecuteAsync(http);
        }

        async Task<IResult> CallAsync()
        {
            if (KnownQuery.Faults(request.Query, function.Query) is { Count: > 0 } faults)
                return ProblemResult.Invalid(faults);
            if (function.MustBeReady)
                await readiness.WaitAsync(Readiness.HttpPatience, http.RequestAborted);
            return await call();
        }
    }

    private ProblemResult Describe(Exception exception, HttpRequest request)
    {
        switch (exception)
        {
            case RequestException refused:
                return refused.Problem;
            case InvalidContinuationException:
                return ProblemResult.Invalid(QueryReader.Continuation, QueryReader.ForeignContinuation);
            case LedgerFaultException broken:
                Log.Contradiction(logger, request.Method, request.Path, broken.Message);
                return ProblemResult.Conflict(broken.Message);
            case BadHttpRequestException:
                return ProblemResult.Invalid("body", "The request could not be read.");
            case OutageException outage:
                Log.Unavailable(logger, request.Method, request.Path, outage.Message);
                return ProblemResult.Unavailable(outage.Explanation);
            default:
                Log.Failed(logger, exception, request.Method, request.Path);
                return ProblemResult.Internal();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Method} {Path}: the call was given up before its answer")]
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

/// <summary>Brings the worker's invocations of HTTP functions through the <see cref="HttpBoundary"/>.</summary>
/// <remarks>
/// Results are written here and not by the worker behind us: a file that breaks off while it is written ends in the boundary as well. To
/// the worker the function then returned nothing, and it sends the host nothing a second time.
/// </remarks>
internal sealed class HttpFunctionBoundary(HttpBoundary boundary) : IFunctionsWorkerMiddleware
{
    private readonly ConcurrentDictionary<string, HttpFunction> functions = new(StringComparer.Ordinal);

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext() ?? throw new InvalidOperationException($"{context.FunctionDefinition.Name} has no HTTP call.");
        var function = functions.GetOrAdd(context.FunctionDefinition.EntryPoint, HttpFunction.At);
        return boundary.AnswerAsync(http, function, CallAsync, context.CancellationToken);

        async Task<IResult> CallAsync()
        {
            await next.CallAsync(context);
            var returned = context.GetInvocationResult();
            var result = returned.Value as IResult
                ?? throw new InvalidOperationException($"{context.FunctionDefinition.Name} returned no answer.");
            returned.Value = null;
            return result;
        }
    }
}
