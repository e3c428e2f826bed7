namespace BuyOrder.Orders.Recovery;

/// <summary>An operator has looked at a fault of the order book and has the sums computed anew.</summary>
/// <param name="Reason">The operator's own words; part of the audit trail.</param>
/// <param name="Fault">Hash of the fault as it was shown: another one is not accepted unseen.</param>
/// <param name="RequestedBy">Who.</param>
internal sealed record RecordsRestartRequest(string Reason, string Fault, string RequestedBy);
