namespace BuyOrder.Orders.Recovery;

internal enum NonceAcceptanceOutcome
{
    Unset = 0,

    /// <summary>The next order goes on from this nonce; also when it already did.</summary>
    Accepted,

    /// <summary>An order is open or unknown, or the chain shows another nonce.</summary>
    Conflict,

    /// <summary>The address is not this service's, or the evidence does not name what is missing.</summary>
    Refused,
}
