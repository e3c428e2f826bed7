using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Intake;

namespace BuyOrder.Functions.Functions;

/// <summary>Replays the open messages of one reason, oldest first, as many as a call may take. Safe to repeat.</summary>
internal static class ReplayAllRejectedRevenue
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/revenue/rejected/replay", HandleAsync).WithName(nameof(ReplayAllRejectedRevenue));

    private static async Task<IResult> HandleAsync(HttpRequest http, RejectedReplay replay, CancellationToken cancellation)
    {
        var body = ReplayAllRejectedRevenueBody.Parse(
            await BodyReader.ReadAsync(http, ReplayAllRejectedRevenueBody.MaxBytes, cancellation));
        var result = await replay.ReplayAllAsync(body.Reason, body.Continuation, Caller.Operator, cancellation);
        return TypedResults.Json(
            new ReplayAllResponse(
                result.Replayed, result.Duplicates, result.StillRejected, result.Continuation is not null, result.Continuation),
            ApiJson.Default.ReplayAllResponse);
    }
}
