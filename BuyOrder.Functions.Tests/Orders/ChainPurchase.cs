using System.Numerics;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What a transaction moved, by the tokens' own events, in smallest units.</summary>
internal sealed record ChainPurchase(string TransactionHash, BigInteger Spent, BigInteger Received);
