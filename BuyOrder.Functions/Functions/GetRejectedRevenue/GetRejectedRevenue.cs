using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Rejected;

namespace BuyOrder.Functions.Functions;

/// <summary>One rejected message with its body.</summary>
internal static class GetRejectedRevenue
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/revenue/rejected/{id}", HandleAsync).WithName(nameof(GetRejectedRevenue));

    private static async Task<IResult> HandleAsync(string id, RejectedRevenue rejected, CancellationToken cancellation) =>
        Sha256Hash.TryParse(id, out var body) && await rejected.FindAsync(body, cancellation) is { } found
            ? TypedResults.Json(RejectedRevenueResponse.Of(found.Item, found.Body), ApiJson.Default.RejectedRevenueResponse)
            : RejectedProblem.NotFound;
}
