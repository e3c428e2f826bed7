using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Recovery;

namespace BuyOrder.Functions.Functions;

/// <summary>The audited way on after rows of the order book contradict each other.</summary>
internal static class RestartRecords
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/ledger/restart-records", HandleAsync).WithName(nameof(RestartRecords));

    private static async Task<IResult> HandleAsync(HttpRequest http, RecordsRestart restart, CancellationToken cancellation)
    {
        var body = RestartRecordsBody.Parse(await BodyReader.ReadAsync(http, RestartRecordsBody.MaxBytes, cancellation));
        try
        {
            var result = await restart.RestartAsync(new RecordsRestartRequest(body.Reason, body.Fault, Caller.Operator), cancellation);
            return result is RecordsRestartResult.Restarted restarted
                ? TypedResults.Json(
                    new RestartedRecordsResponse(restarted.Record, restarted.Consumed, restarted.Detail, restarted.FirstFault), ApiJson.Default.RestartedRecordsResponse)
                : ProblemResult.Conflict(result.Detail);
        }
        catch (ChainMismatchException mismatch)
        {
            return ProblemResult.Conflict(mismatch.Message);
        }
    }
}
