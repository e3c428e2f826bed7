using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Shapes;
using BuyOrder.Functions.Revenue.Rejected;

namespace BuyOrder.Functions.Functions;

/// <summary>Judges one rejected message anew and takes it into the ledger if it can be. Safe to repeat.</summary>
internal static class ReplayRejectedRevenue
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/revenue/rejected/{id}/replay", HandleAsync).WithName(nameof(ReplayRejectedRevenue));

    private static async Task<IResult> HandleAsync(string id, RejectedReplay replay, CancellationToken cancellation)
    {
        if (!Sha256Hash.TryParse(id, out var body) || await replay.ReplayAsync(body, Caller.Operator, cancellation) is not { } result)
            return RejectedProblem.NotFound;
        return result.Record is { } record
            ? TypedResults.Json(
                new ReplayShape(Words.Of(record.Outcome), RejectedRevenueShape.Of(result.Item)), ApiJson.Default.ReplayShape)
            : RejectedProblem.CannotBeReplayed(result.Item);
    }
}
