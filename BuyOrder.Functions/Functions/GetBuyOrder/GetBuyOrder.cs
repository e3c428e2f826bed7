using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Functions;

/// <summary>One buy order with its attempts.</summary>
internal static class GetBuyOrder
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/buy-orders/{id}", HandleAsync).WithName(nameof(GetBuyOrder));

    private static async Task<IResult> HandleAsync(string id, OrderQueries orders, TokenScale scale, CancellationToken cancellation)
    {
        // What cannot be an id is not looked up: it might not even be a key that the storage takes.
        var order = OrderIds.IsOrderId(id) ? await orders.FindAsync(id, cancellation) : null;
        return order is null
            ? ProblemResult.NotFound("There is no buy order of this id.")
            : TypedResults.Json(OrderResponse.Of(order, await scale.DecimalsAsync(cancellation)), ApiJson.Default.OrderResponse);
    }
}
