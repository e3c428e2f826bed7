using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Functions;

/// <summary>Every run with its outcome, newest first: why something was bought, or nothing.</summary>
internal static class ListRuns
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/runs", HandleAsync)
        .WithName(nameof(ListRuns))
        .WithQuery("from", "to", QueryReader.PageSize, QueryReader.Continuation);

    private static async Task<IResult> HandleAsync(HttpRequest request, OrderQueries orders, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (from, to) = query.Period();
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;

        var page = await orders.ListRunsAsync(from, to, asked.Size, asked.Continuation, cancellation);
        return TypedResults.Json(
            new Page<RunResponse>([.. page.Items.Select(RunResponse.Of)], query.NextLink("/api/runs", page.Continuation)),
            ApiJson.Default.PageRunResponse);
    }
}
