namespace BuyOrder.Domain.Orders;

/// <summary>What the nodes agree on about an unknown order when an operator resolves it.</summary>
/// <param name="Chain">The order's own transactions, the evidence, and <paramref name="Ownerless"/>.</param>
/// <param name="Moved">What each canonical, successful receipt among them did, by transaction hash.</param>
/// <param name="Logged">
/// Transactions whose events took stablecoin out of the wallet since the order was reserved, as far as the logs were searched.
/// </param>
/// <param name="Ownerless">Those of <paramref name="Logged"/> that belong to no order.</param>
/// <param name="EvidenceOwner">The order that the evidence's hash belongs to; null for none.</param>
public sealed record ResolutionFacts(
    TransactionFacts Chain,
    IReadOnlyDictionary<string, Transfers> Moved,
    IReadOnlySet<string> Logged,
    IReadOnlySet<string> Ownerless,
    string? EvidenceOwner);
