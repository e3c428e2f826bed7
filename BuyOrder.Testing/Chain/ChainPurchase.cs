using System.Numerics;

namespace BuyOrder.Testing.Chain;

/// <summary>What a transaction moved, by the tokens' own events, in smallest units.</summary>
internal sealed record ChainPurchase(string TransactionHash, BigInteger Spent, BigInteger Received);
