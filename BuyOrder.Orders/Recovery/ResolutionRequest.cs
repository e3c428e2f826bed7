using BuyOrder.Domain.Orders;

namespace BuyOrder.Orders.Recovery;

/// <summary>An operator says what became of an unknown order.</summary>
/// <param name="OrderId">Which.</param>
/// <param name="Finding">What became of it.</param>
/// <param name="Reason">The operator's own words; part of the audit trail.</param>
/// <param name="Evidence">For a completed order the transaction hash of the purchase; for a failed one free text, or null.</param>
/// <param name="RequestedBy">Who.</param>
internal sealed record ResolutionRequest(string OrderId, Finding Finding, string Reason, string? Evidence, string RequestedBy);
