using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Recovery;

namespace BuyOrder.Functions.Functions;

/// <summary>The audited way on after the code of a contract has changed.</summary>
internal static class AcceptContracts
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/contracts/accept", HandleAsync).WithName(nameof(AcceptContracts));

    private static async Task<IResult> HandleAsync(HttpRequest http, ContractAcceptance acceptance, CancellationToken cancellation)
    {
        var body = AcceptContractsBody.Parse(await BodyReader.ReadAsync(http, AcceptContractsBody.MaxBytes, cancellation));
        try
        {
            var changed = await acceptance.AcceptAsync(Caller.Operator, body.Reason, cancellation);
            return TypedResults.Json(new AcceptedContractsResponse(changed), ApiJson.Default.AcceptedContractsResponse);
        }
        catch (ChainMismatchException mismatch)
        {
            return ProblemResult.Conflict(mismatch.Message);
        }
    }
}

/// <summary><c>{ "reason": "…" }</c>.</summary>
/// <param name="Reason">The operator's own words: who looked at the new code, and where.</param>
internal sealed record AcceptContractsBody(string Reason)
{
    public const int MaxBytes = 8 * 1024;
    public const int MaxReasonLength = 500;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static AcceptContractsBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason");
        var reason = members.Text("reason", MaxReasonLength, required: true);
        members.Demand();
        return new AcceptContractsBody(reason!);
    }
}
