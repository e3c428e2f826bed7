using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Shapes;
using BuyOrder.Functions.Revenue;

namespace BuyOrder.Functions.Functions;

/// <summary>The entries of the ledger, newest first, by recording time and source.</summary>
internal static class ListRevenue
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/revenue", HandleAsync).WithName(nameof(ListRevenue));

    private static async Task<IResult> HandleAsync(HttpRequest request, RevenueLedger ledger, CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query);
        var (from, to) = query.Period();
        var source = query.OneOf("source", [.. RevenueCodes.Sources.Select(each => (each.ToCode(), each))]);
        var asked = query.Page();
        RevenueContinuation? continuation = null;
        if (asked.Continuation is not null && !RevenueContinuation.TryParse(asked.Continuation, ledger.ShardCount, out continuation))
            query.ContinuationFault();
        if (query.Problem is { } problem)
            return problem;

        var page = await ledger.ListAsync(new RevenueFilter(from, to, source), asked.Size, continuation, cancellation);
        return TypedResults.Json(
            new Page<RevenueEntryShape>(
                [.. page.Entries.Select(RevenueEntryShape.Of)], query.NextLink("/api/revenue", page.Continuation?.ToString())),
            ApiJson.Default.PageRevenueEntryShape);
    }
}
