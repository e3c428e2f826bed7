namespace BuyOrder.Functions.Http.Responses;

/// <summary>The next order goes on from this nonce.</summary>
internal sealed record AcceptedNonceResponse(string Address, long Nonce, string Detail);
