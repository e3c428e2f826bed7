using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Recovery;

/// <summary>What came of an operator's finding.</summary>
/// <param name="Outcome">Resolved, or why not.</param>
/// <param name="Detail">What the chain showed, in one sentence; null when the outcome says it all.</param>
/// <param name="Order">As it is now; null when there is none.</param>
internal sealed record ResolutionResult(ResolutionOutcome Outcome, string? Detail, OrderRecord? Order);
