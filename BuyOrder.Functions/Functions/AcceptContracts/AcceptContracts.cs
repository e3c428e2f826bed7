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
