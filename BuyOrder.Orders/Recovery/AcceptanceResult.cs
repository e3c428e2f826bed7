namespace BuyOrder.Orders.Recovery;

/// <summary>What came of accepting a nonce or a wallet that is left.</summary>
/// <param name="Detail">One sentence or more, for people.</param>
internal abstract record AcceptanceResult(string Detail)
{
    /// <summary>Buying may go on from there; also when it already could.</summary>
    public sealed record Accepted(string Detail) : AcceptanceResult(Detail);

    /// <summary>Something is open or unknown, or things stand otherwise than was said.</summary>
    public sealed record Conflict(string Detail) : AcceptanceResult(Detail);

    /// <summary>It can never be accepted so: not this service's wallet, or the evidence does not name what is missing.</summary>
    public sealed record Refused(string Detail) : AcceptanceResult(Detail);
}
