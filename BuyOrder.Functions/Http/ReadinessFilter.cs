using BuyOrder.Functions.Hosting;

namespace BuyOrder.Functions.Http;

/// <summary>Lets an API call wait until the start-up work is done.</summary>
internal sealed class ReadinessFilter(Readiness readiness) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        await readiness.WaitAsync(Readiness.HttpPatience, context.HttpContext.RequestAborted);
        return await next(context);
    }
}
