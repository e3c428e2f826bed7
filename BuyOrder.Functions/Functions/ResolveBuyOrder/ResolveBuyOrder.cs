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
        var result = await resolution.ResolveAsync(request, cancellation);
        return result.Outcome switch
        {
            ResolutionOutcome.NotFound => NoSuchOrder,
            ResolutionOutcome.Conflict => ProblemResult.Conflict(result.Detail!),
            ResolutionOutcome.NoEvidence => ProblemResult.Refused(result.Detail!),
            _ => TypedResults.Json(OrderResponse.Of(result.Order!, await scale.DecimalsAsync(cancellation)), ApiJson.Default.OrderResponse),
        };
    }

    private static ProblemResult NoSuchOrder => ProblemResult.NotFound("There is no buy order of this id.");
}
