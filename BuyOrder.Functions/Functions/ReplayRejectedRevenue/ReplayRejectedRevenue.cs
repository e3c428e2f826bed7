using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Intake;

namespace BuyOrder.Functions.Functions;

/// <summary>Judges one rejected message anew, without the plausibility limits where an operator accepts it, and records it if it can be. Safe to repeat.</summary>
internal static class ReplayRejectedRevenue
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/revenue/rejected/{id}/replay", HandleAsync).WithName(nameof(ReplayRejectedRevenue));

    private static async Task<IResult> HandleAsync(string id, HttpRequest http, RejectedReplay replay, CancellationToken cancellation)
    {
        var asked = ReplayRejectedRevenueBody.Parse(await BodyReader.ReadAsync(http, ReplayRejectedRevenueBody.MaxBytes, cancellation));
        if (!Sha256Hash.TryParse(id, out var body))
            return RejectedProblem.NotFound;
        var replayed = asked.AcceptedFor is { } reason
            ? await replay.AcceptAsync(body, Caller.Operator, reason, cancellation)
            : await replay.ReplayAsync(body, Caller.Operator, cancellation);
        if (replayed is not { } result)
            return RejectedProblem.NotFound;
        return result.Record is { } record
            ? TypedResults.Json(
                new ReplayResponse(Words.Of(record.Outcome), RejectedRevenueResponse.Of(result.Item)), ApiJson.Default.ReplayResponse)
            : RejectedProblem.CannotBeReplayed(result.Item);
    }
}
