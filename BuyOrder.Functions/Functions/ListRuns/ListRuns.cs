using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Shapes;
using BuyOrder.Functions.Orders.Book;

namespace BuyOrder.Functions.Functions;

/// <summary>Every run with its outcome, newest first: why something was bought, or nothing.</summary>
internal static class ListRuns
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/runs", HandleAsync)
        .WithName(nameof(ListRuns))
        .WithQuery("from", "to", QueryReader.PageSize, QueryReader.Continuation);

    private static async Task<IResult> HandleAsync(HttpRequest request, OrderBook book, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (from, to) = query.Period();
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;

        var page = await book.ListRunsAsync(from, to, asked.Size, asked.Continuation, cancellation);
        return TypedResults.Json(
            new Page<RunShape>([.. page.Items.Select(RunShape.Of)], query.NextLink("/api/runs", page.Continuation)),
            ApiJson.Default.PageRunShape);
    }
}
