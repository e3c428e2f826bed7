using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Recovery;

namespace BuyOrder.Functions.Functions;

/// <summary>The audited way out of <c>unknown</c>: an operator says what became of the order, and the chain must bear it out.</summary>
internal static class ResolveBuyOrder
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/buy-orders/{id}/resolve", HandleAsync).WithName(nameof(ResolveBuyOrder));

    private static async Task<IResult> HandleAsync(
        string id, HttpRequest http, OrderResolution resolution, TokenScale scale, CancellationToken cancellation)
    {
        var body = ResolveBuyOrderBody.Parse(await BodyReader.ReadAsync(http, ResolveBuyOrderBody.MaxBytes, cancellation));
        if (!OrderIds.IsOrderId(id))
            return NoSuchOrder;

        var request = new ResolutionRequest(id, body.Finding, body.Reason, body.Evidence, Caller.Operator);
        return await resolution.ResolveAsync(request, cancellation) switch
        {
            ResolutionResult.NotFound => NoSuchOrder,
            ResolutionResult.Conflict conflict => ProblemResult.Conflict(conflict.Detail),
            ResolutionResult.NoEvidence none => ProblemResult.Refused(none.Detail),
            ResolutionResult.Resolved resolved =>
                TypedResults.Json(OrderResponse.Of(resolved.Order, await scale.DecimalsAsync(cancellation)), ApiJson.Default.OrderResponse),
            var other => throw new InvalidOperationException($"No answer for {other}."),
        };
    }

    private static ProblemResult NoSuchOrder => ProblemResult.NotFound("There is no buy order of this id.");
}
