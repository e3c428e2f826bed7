using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Rejected;

namespace BuyOrder.Functions.Functions;

/// <summary>Discards one rejected message for good, with a reason. Safe to repeat.</summary>
internal static class DiscardRejectedRevenue
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/revenue/rejected/{id}/discard", HandleAsync).WithName(nameof(DiscardRejectedRevenue));

    private static async Task<IResult> HandleAsync(string id, HttpRequest http, RejectedReplay replay, CancellationToken cancellation)
    {
        var said = DiscardRejectedRevenueBody.Parse(await BodyReader.ReadAsync(http, DiscardRejectedRevenueBody.MaxBytes, cancellation));
        if (!Sha256Hash.TryParse(id, out var body)
            || await replay.DiscardAsync(body, Caller.Operator, said.Reason, cancellation) is not { } item)
            return RejectedProblem.NotFound;
        return item.Status == RejectedStatus.Discarded
            ? TypedResults.Json(RejectedRevenueResponse.Of(item), ApiJson.Default.RejectedRevenueResponse)
            : RejectedProblem.IsInLedger;
    }
}

/// <summary><c>{ "reason": "…" }</c>.</summary>
/// <param name="Reason">Why the message is not to count, in the operator's own words.</param>
internal sealed record DiscardRejectedRevenueBody(string Reason)
{
    public const int MaxBytes = 8 * 1024;
    public const int MaxReasonLength = 500;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static DiscardRejectedRevenueBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason");
        var reason = members.Text("reason", MaxReasonLength, required: true);
        members.Demand();
        return new DiscardRejectedRevenueBody(reason!);
    }
}
