using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Recovery;

namespace BuyOrder.Functions.Functions;

/// <summary>Ends an order that is <c>unknown</c>: an operator says what became of it, and the chain must confirm it. Audited.</summary>
internal static class ResolveBuyOrder
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/buy-orders/{id}/resolve", HandleAsync).WithName(nameof(ResolveBuyOrder));

    private static async Task<IResult> HandleAsync(
        string id, HttpRequest http, OrderResolution resolution, TokenScale scale, CancellationToken cancellation)
    {
        var body = ResolveBuyOrderBody.Parse(await BodyReader.ReadAsync(http, ResolveBuyOrderBody.MaxBytes, cancellation));
        if (!OrderIds.IsOrderId(id))
            return NoSuchOrder;

        var request = new ResolutionRequest(id, body.Finding, body.Reason, body.Evidence, Caller.Operator);
        return await resolution.ResolveAsync(request, cancellation) switch
        {
            ResolutionResult.NotFound => NoSuchOrder,
            ResolutionResult.Conflict conflict => ProblemResult.Conflict(conflict.Detail),
            ResolutionResult.NoEvidence none => ProblemResult.Refused(none.Detail),
            ResolutionResult.Resolved resolved =>
                TypedResults.Json(OrderResponse.Of(resolved.Order, await scale.DecimalsAsync(cancellation)), ApiJson.Default.OrderResponse),
            var other => throw new InvalidOperationException($"No answer for {other}."),
        };
    }

    private static ProblemResult NoSuchOrder => ProblemResult.NotFound("There is no buy order of this id.");
}

/// <summary><c>{ "finding": "completed" | "failed", "reason": "…", "evidence": "0x…" }</c>.</summary>
/// <param name="Finding">What became of the order.</param>
/// <param name="Reason">The operator's own words.</param>
/// <param name="Evidence">For <c>completed</c> the transaction hash of the purchase; for <c>failed</c> free text, or null.</param>
internal sealed record ResolveBuyOrderBody(Finding Finding, string Reason, string? Evidence)
{
    public const int MaxBytes = 16 * 1024;
    public const int MaxReasonLength = 500;
    public const int MaxEvidenceLength = 2000;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static ResolveBuyOrderBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "finding", "reason", "evidence");
        var finding = members.Text("finding", MaxReasonLength, required: true) switch
        {
            "completed" => Finding.Completed,
            "failed" => Finding.Failed,
            _ => Finding.Unset,
        };
        if (finding == Finding.Unset)
            members.Fault("finding", "Must be completed or failed.");
        var reason = members.Text("reason", MaxReasonLength, required: true);
        var evidence = members.Text("evidence", MaxEvidenceLength, required: false);
        if (finding == Finding.Completed && !Hash256.TryParse(evidence, out _))
            members.Fault("evidence", "Must be the transaction hash of the purchase: 0x and 64 hexadecimal digits.");
        members.Demand();
        return new ResolveBuyOrderBody(finding, reason!, evidence);
    }
}
