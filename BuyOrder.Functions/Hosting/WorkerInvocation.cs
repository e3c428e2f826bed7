using System.Runtime.ExceptionServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace BuyOrder.Functions.Hosting;

/// <summary>The rest of an invocation, from a middleware's point of view.</summary>
internal static class WorkerInvocation
{
    /// <summary>Calls it; the worker wraps what an asynchronous function throws, and here it comes out as it was thrown.</summary>
    public static async Task CallAsync(this FunctionExecutionDelegate next, FunctionContext context)
    {
        try
        {
            await next(context);
        }
        catch (AggregateException wrapped) when (wrapped.InnerExceptions is [var thrown])
        {
            ExceptionDispatchInfo.Throw(thrown);
        }
    }
}
