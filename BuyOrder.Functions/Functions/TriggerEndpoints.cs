using System.Net.Mime;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http;

namespace BuyOrder.Functions.Functions;

/// <summary><c>POST /{FunctionName}</c> for each trigger function, as the host calls it.</summary>
/// <remarks>
/// Success is always 200 with the JSON object <c>{}</c>: an empty 2xx would hang the host until its function timeout. Failure is
/// always non-2xx. This is the one place where an exception of a trigger ends.
/// </remarks>
internal static partial class TriggerEndpoints
{
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    public static void MapTriggers(this IEndpointRouteBuilder endpoints)
    {
        foreach (var trigger in endpoints.ServiceProvider.GetServices<ITrigger>())
        {
            endpoints.Map($"/{trigger.Name}", context => InvokeAsync(context, trigger))
                .WithMetadata(new HttpMethodMetadata([HttpMethods.Post]));
        }
    }

    private static async Task InvokeAsync(HttpContext context, ITrigger trigger)
    {
        var services = context.RequestServices;
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(trigger.Name);
        var cancellation = context.RequestAborted;
        await using var place = services.GetRequiredService<LargeCalls>().Enter();
        try
        {
            using (var invocation = await InvocationReader.ReadAsync(context.Request, trigger.Name, place, cancellation))
            {
                await services.GetRequiredService<Readiness>().WaitAsync(Readiness.TriggerPatience, cancellation);
                await trigger.InvokeAsync(invocation, cancellation);
            }
            context.Response.ContentType = MediaTypeNames.Application.Json;
            context.Response.ContentLength = EmptyObject.Length;
            await context.Response.Body.WriteAsync(EmptyObject, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Log.HostLeft(logger);
        }
        catch (InvocationFormatException exception)
        {
            Log.NotAnInvocation(logger, exception.Message);
            await ProblemResult.Invalid("body", exception.Message).ExecuteAsync(context);
        }
#pragma warning disable CA1031 // The boundary: whatever happened, the host must see a failure, so that it delivers again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (Outage.Describe(exception) is { } outage)
            {
                Log.Unavailable(logger, exception.Message);
                await ProblemResult.Unavailable(outage).ExecuteAsync(context);
            }
            else
            {
                Log.Failed(logger, exception);
                await ProblemResult.Internal().ExecuteAsync(context);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The host ended the call before the answer")]
        public static partial void HostLeft(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "Refused a call: {Reason}")]
        public static partial void NotAnInvocation(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "Failed for now: {Reason}")]
        public static partial void Unavailable(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Error, "Failed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
