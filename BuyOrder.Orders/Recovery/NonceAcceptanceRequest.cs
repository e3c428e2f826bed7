using BuyOrder.Domain.Chain;

namespace BuyOrder.Orders.Recovery;

/// <summary>An operator accepts what somebody else did with the wallet's key.</summary>
/// <param name="Wallet">Whose nonce.</param>
/// <param name="Nonce">The one that comes next, as the chain shows it now.</param>
/// <param name="Reason">The operator's own words; part of the audit trail.</param>
/// <param name="Evidence">Free text; must name every purchase that the order book does not know. Null for none.</param>
/// <param name="RequestedBy">Who.</param>
internal sealed record NonceAcceptanceRequest(Address Wallet, long Nonce, string Reason, string? Evidence, string RequestedBy);
