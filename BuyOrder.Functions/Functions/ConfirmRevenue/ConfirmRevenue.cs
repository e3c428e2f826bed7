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
        var result = await confirmation.ConfirmAsync(new RevenueConfirmationRequest(body.Ids, body.Reason, Caller.Operator), cancellation);
        return result.Outcome switch
        {
            RevenueConfirmationOutcome.Conflict => ProblemResult.Conflict(result.Detail!),
            RevenueConfirmationOutcome.Refused => ProblemResult.Refused(result.Detail!),
            _ => TypedResults.Json(
                new ConfirmedRevenueResponse(result.Refunds, result.Remaining, result.Total), ApiJson.Default.ConfirmedRevenueResponse),
        };
    }
}
