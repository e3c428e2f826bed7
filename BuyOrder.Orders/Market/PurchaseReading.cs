using System.Numerics;

namespace BuyOrder.Orders.Market;

/// <summary>What a purchase really did, in smallest units: stablecoin out of the wallet, tokens into the recipient.</summary>
internal sealed record PurchaseReading(BigInteger Spent, BigInteger Received);
