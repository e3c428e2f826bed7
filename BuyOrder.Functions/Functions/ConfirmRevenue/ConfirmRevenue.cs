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
