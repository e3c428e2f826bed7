namespace BuyOrder.Functions.Http.Shapes;

/// <summary>The next order goes on from this nonce.</summary>
internal sealed record AcceptedNonceShape(string Address, long Nonce, string Detail);
