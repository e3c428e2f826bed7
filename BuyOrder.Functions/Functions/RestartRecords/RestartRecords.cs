using BuyOrder.Functions.Chain;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Shapes;
using BuyOrder.Functions.Orders.WaysOut;

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
            return result.Outcome == RecordsRestartOutcome.Restarted
                ? TypedResults.Json(
                    new RestartedRecordsShape(result.Record, result.Consumed, result.Detail, result.FirstFault), ApiJson.Default.RestartedRecordsShape)
                : ProblemResult.Conflict(result.Detail);
        }
        catch (ChainMismatchException mismatch)
        {
            return ProblemResult.Conflict(mismatch.Message);
        }
    }
}
