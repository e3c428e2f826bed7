using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Functions;

/// <summary>The buy orders, newest first, by status and creation time.</summary>
internal static class ListBuyOrders
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/buy-orders", HandleAsync)
        .WithName(nameof(ListBuyOrders))
        .WithQuery([.. OrderQuery.Filters, QueryReader.PageSize, QueryReader.Continuation]);

    private static async Task<IResult> HandleAsync(HttpRequest request, OrderQueries orders, TokenScale scale, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var filter = OrderQuery.Filter(query);
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;

        var page = await orders.ListAsync(filter, asked.Size, asked.Continuation, cancellation);
        var decimals = page.Items.Count == 0 ? 0 : await scale.DecimalsAsync(cancellation);
        return TypedResults.Json(
            new Page<OrderResponse>(
                [.. page.Items.Select(order => OrderResponse.Of(order, decimals))], query.NextLink("/api/buy-orders", page.Continuation)),
            ApiJson.Default.PageOrderResponse);
    }
}
