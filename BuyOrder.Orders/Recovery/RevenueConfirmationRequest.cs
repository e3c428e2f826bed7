namespace BuyOrder.Orders.Recovery;

/// <summary>An operator confirms revenue beyond a limit.</summary>
/// <param name="Ids">Of all refunds that are not confirmed yet, as their sender wrote them; none when it is about the speed alone.</param>
/// <param name="Reason">The operator's own words; part of the audit trail.</param>
/// <param name="RequestedBy">Who.</param>
internal sealed record RevenueConfirmationRequest(IReadOnlyList<string> Ids, string Reason, string RequestedBy);
