using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Recovery;

namespace BuyOrder.Functions.Functions;

/// <summary>The audited way on after the outcome <c>implausible_revenue</c>.</summary>
internal static class ConfirmRevenue
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/revenue/confirm", HandleAsync).WithName(nameof(ConfirmRevenue));

    private static async Task<IResult> HandleAsync(HttpRequest http, RevenueConfirmation confirmation, CancellationToken cancellation)
    {
        var body = ConfirmRevenueBody.Parse(await BodyReader.ReadAsync(http, ConfirmRevenueBody.MaxBytes, cancellation));
        return await confirmation.ConfirmAsync(new RevenueConfirmationRequest(body.Ids, body.Reason, Caller.Operator), cancellation) switch
        {
            RevenueConfirmationResult.Conflict conflict => ProblemResult.Conflict(conflict.Detail),
            RevenueConfirmationResult.Refused refused => ProblemResult.Refused(refused.Detail),
            RevenueConfirmationResult.Confirmed confirmed => TypedResults.Json(
                new ConfirmedRevenueResponse(confirmed.Refunds, confirmed.Remaining, confirmed.Total), ApiJson.Default.ConfirmedRevenueResponse),
            var other => throw new InvalidOperationException($"No answer for {other}."),
        };
    }
}

/// <summary><c>{ "reason": "…", "ids": ["…"] }</c>.</summary>
/// <param name="Reason">The operator's own words.</param>
/// <param name="Ids">Of the refunds beyond a limit that are not confirmed yet; empty when there are none.</param>
internal sealed record ConfirmRevenueBody(string Reason, IReadOnlyList<string> Ids)
{
    /// <summary>A hundred ids of 128 units, each written as an escape sequence, have 77 KB.</summary>
    public const int MaxBytes = 128 * 1024;
    public const int MaxReasonLength = 500;

    private const int MaxIdLength = 128;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static ConfirmRevenueBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason", "ids");
        var reason = members.Text("reason", MaxReasonLength, required: true);
        var ids = members.Texts("ids", RevenueConfirmation.MaxRefunds, MaxIdLength);
        members.Demand();
        return new ConfirmRevenueBody(reason!, ids);
    }
}
