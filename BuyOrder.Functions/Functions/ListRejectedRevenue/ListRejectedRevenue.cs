using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Rejected;

namespace BuyOrder.Functions.Functions;

/// <summary>Rejected revenue, newest first, by reason and status.</summary>
internal static class ListRejectedRevenue
{
    private const int MaxReasonLength = 64;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/revenue/rejected", HandleAsync)
        .WithName(nameof(ListRejectedRevenue))
        .WithQuery("reason", "status", QueryReader.PageSize, QueryReader.Continuation);

    private static async Task<IResult> HandleAsync(HttpRequest request, RejectedRevenue rejected, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var reason = query.Text("reason", MaxReasonLength);
        var status = query.OneOf(
            "status",
            [.. Enum.GetValues<RejectedStatus>().Where(each => each != RejectedStatus.Unknown).Select(each => (Words.Of(each), each))]);
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;

        var page = await rejected.ListAsync(reason, status, asked.Size, asked.Continuation, cancellation);
        return TypedResults.Json(
            new Page<RejectedRevenueResponse>(
                [.. page.Items.Select(RejectedRevenueResponse.Of)], query.NextLink("/api/revenue/rejected", page.Continuation)),
            ApiJson.Default.PageRejectedRevenueResponse);
    }
}
