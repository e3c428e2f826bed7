using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger;

namespace BuyOrder.Functions.Functions;

/// <summary>The entries of the ledger, newest first, by recording time, source, kind and currency.</summary>
internal static class ListRevenue
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/revenue", HandleAsync)
        .WithName(nameof(ListRevenue))
        .WithQuery([.. RevenueQuery.Filters, QueryReader.PageSize, QueryReader.Continuation]);

    private static async Task<IResult> HandleAsync(HttpRequest request, RevenueLedger ledger, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var filter = RevenueQuery.Filter(query);
        var (size, continuation) = RevenueQuery.Page(query, ledger.ShardCount);
        if (query.Problem is { } problem)
            return problem;

        var page = await ledger.ListAsync(filter, size, continuation, cancellation);
        return TypedResults.Json(
            new Page<RevenueEntryResponse>(
                [.. page.Entries.Select(RevenueEntryResponse.Of)], query.NextLink("/api/revenue", page.Continuation?.ToString())),
            ApiJson.Default.PageRevenueEntryResponse);
    }
}
