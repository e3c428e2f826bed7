namespace BuyOrder.Orders.Recovery;

/// <summary>What came of it.</summary>
/// <param name="Outcome">Accepted, or why not.</param>
/// <param name="Detail">One sentence, for people.</param>
internal sealed record NonceAcceptanceResult(NonceAcceptanceOutcome Outcome, string Detail);
