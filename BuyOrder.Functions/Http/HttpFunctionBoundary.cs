using System.Collections.Concurrent;
using BuyOrder.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace BuyOrder.Functions.Http;

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
