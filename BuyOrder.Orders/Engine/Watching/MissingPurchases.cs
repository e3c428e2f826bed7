using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Chain;

namespace BuyOrder.Orders.Engine.Watching;

/// <summary>Purchases that the chain has and the order book does not know.</summary>
/// <param name="Purchases">Oldest first.</param>
/// <param name="Chain">What the nodes agree on about the wallet.</param>
/// <param name="Searched">How far the logs were searched.</param>
internal sealed record MissingPurchases(IReadOnlyList<Purchase> Purchases, TransactionFacts Chain, OutflowScan.Found Searched);
