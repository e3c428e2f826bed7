using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Recovery;

namespace BuyOrder.Functions.Functions;

/// <summary>The audited way on after somebody else used the wallet's key, or after the store was restored from an old copy.</summary>
internal static class AcceptNonce
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/wallet/accept-nonce", HandleAsync).WithName(nameof(AcceptNonce));

    private static async Task<IResult> HandleAsync(HttpRequest http, NonceAcceptance acceptance, CancellationToken cancellation)
    {
        var body = AcceptNonceBody.Parse(await BodyReader.ReadAsync(http, AcceptNonceBody.MaxBytes, cancellation));
        var request = new NonceAcceptanceRequest(body.Address, body.Nonce, body.Reason, body.Evidence, Caller.Operator);
        return await acceptance.AcceptAsync(request, cancellation) switch
        {
            NonceAcceptanceResult.Conflict conflict => ProblemResult.Conflict(conflict.Detail),
            NonceAcceptanceResult.Refused refused => ProblemResult.Refused(refused.Detail),
            var accepted => TypedResults.Json(
                new AcceptedNonceResponse(body.Address.ToString(), body.Nonce, accepted.Detail), ApiJson.Default.AcceptedNonceResponse),
        };
    }
}
