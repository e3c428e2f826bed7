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

/// <summary><c>{ "reason": "no_exchange_rate", "continuation": "…" }</c>.</summary>
/// <param name="Reason">The reason of the rejection, not of the replay.</param>
/// <param name="Continuation">From the answer of the call before; null = from the oldest.</param>
internal sealed record ReplayAllRejectedRevenueBody(string Reason, string? Continuation)
{
    public const int MaxBytes = 8 * 1024;

    private const int MaxReasonLength = 64;
    private const int MaxContinuationLength = 4096;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static ReplayAllRejectedRevenueBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason", "continuation");
        var reason = members.Text("reason", MaxReasonLength, required: true);
        var continuation = members.Text("continuation", MaxContinuationLength, required: false);
        members.Demand();
        return new ReplayAllRejectedRevenueBody(reason!, continuation);
    }
}
