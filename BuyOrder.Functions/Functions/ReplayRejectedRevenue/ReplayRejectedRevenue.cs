using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Intake;

namespace BuyOrder.Functions.Functions;

/// <summary>Judges one rejected message again, without the plausibility limits where an operator accepts it, and records it if it can be. Safe to repeat.</summary>
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

/// <summary>Nothing, or <c>{ "accept": true, "reason": "…" }</c>.</summary>
/// <param name="AcceptedFor">Why it is recorded whatever the plausibility limits say, in the operator's own words; null: it is judged by them.</param>
internal sealed record ReplayRejectedRevenueBody(string? AcceptedFor)
{
    public const int MaxBytes = 8 * 1024;
    public const int MaxReasonLength = 500;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static ReplayRejectedRevenueBody Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return new ReplayRejectedRevenueBody(AcceptedFor: null);
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "accept", "reason");
        var accept = members.Flag("accept");
        var reason = members.Text("reason", MaxReasonLength, required: accept);
        if (reason is not null && !accept)
            members.Fault("reason", "Is only allowed beside accept: true.");
        members.Demand();
        return new ReplayRejectedRevenueBody(reason);
    }
}
