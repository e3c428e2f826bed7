namespace BuyOrder.Orders.Signing;

/// <summary>Which rule a transaction broke.</summary>
internal enum SigningRefusal
{
    Unset = 0,

    /// <summary>What the order permits makes no sense itself: no spend, no floor, a deadline range that is empty.</summary>
    Intent,
    Chain,
    Nonce,
    Destination,
    Value,
    AccessList,
    GasLimit,
    Fee,

    /// <summary>Not the one call of its intent, byte for byte.</summary>
    Calldata,
    Spender,
    Amount,
    Minimum,
    Path,
    Recipient,
    Deadline,

    /// <summary>The key is not the one that the order is pinned to, or may not sign for this chain.</summary>
    Key,

    /// <summary>The signature is not one of the pinned address over exactly this transaction.</summary>
    Signature,
}
