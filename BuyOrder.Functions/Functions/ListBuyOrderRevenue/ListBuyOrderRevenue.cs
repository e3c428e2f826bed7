using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger;
using BuyOrder.Orders.Engine;

namespace BuyOrder.Functions.Functions;

/// <summary>Exactly the entries that funded a buy order, newest first.</summary>
internal static class ListBuyOrderRevenue
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/buy-orders/{id}/revenue", HandleAsync)
        .WithName(nameof(ListBuyOrderRevenue))
        .WithQuery(QueryReader.PageSize, QueryReader.Continuation);

    private static async Task<IResult> HandleAsync(
        string id, HttpRequest request, RevenueLedger ledger, OrderFunding funding, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (size, continuation) = RevenueQuery.Page(query, ledger.ShardCount);
        if (query.Problem is { } problem)
            return problem;
        if ((OrderIds.IsOrderId(id) ? await funding.RangeAsync(id, cancellation) : null) is not { } range)
            return ProblemResult.NotFound("There is no buy order of this id.");

        var page = await ledger.ListAsync(range, size, continuation, cancellation);
        return TypedResults.Json(
            new Page<RevenueEntryResponse>(
                [.. page.Entries.Select(RevenueEntryResponse.Of)],
                query.NextLink($"/api/buy-orders/{id}/revenue", page.Continuation?.ToString())),
            ApiJson.Default.PageRevenueEntryResponse);
    }
}
