using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Recovery;

namespace BuyOrder.Functions.Functions;

/// <summary>Lets buying go on after rows of the order store contradicted each other. Audited.</summary>
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

/// <summary><c>{ "reason": "…", "fault": "1a2b…" }</c>.</summary>
/// <param name="Reason">The operator's own words.</param>
/// <param name="Fault">Hash of the fault as it is shown.</param>
internal sealed record RestartRecordsBody(string Reason, string Fault)
{
    public const int MaxBytes = 8 * 1024;
    public const int MaxReasonLength = 500;
    public const int MaxFaultLength = 64;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static RestartRecordsBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason", "fault");
        var reason = members.Text("reason", MaxReasonLength, required: true);
        var fault = members.Text("fault", MaxFaultLength, required: true);
        members.Demand();
        return new RestartRecordsBody(reason!, fault!);
    }
}
