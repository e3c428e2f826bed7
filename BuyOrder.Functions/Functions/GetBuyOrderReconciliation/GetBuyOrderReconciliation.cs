using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Engine;

namespace BuyOrder.Functions.Functions;

/// <summary>Where the revenue of a buy order came from, to the cent.</summary>
internal static class GetBuyOrderReconciliation
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/buy-orders/{id}/reconciliation", HandleAsync).WithName(nameof(GetBuyOrderReconciliation));

    private static async Task<IResult> HandleAsync(string id, OrderFunding funding, CancellationToken cancellation)
    {
        var found = OrderIds.IsOrderId(id) ? await funding.ReconcileAsync(id, cancellation) : null;
        return found is null
            ? ProblemResult.NotFound("There is no buy order of this id.")
            : TypedResults.Json(ReconciliationResponse.Of(found), ApiJson.Default.ReconciliationResponse);
    }
}
