using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Testing.Chain;

/// <summary>What a transaction moved, by the tokens' own events, in smallest units.</summary>
internal sealed record ChainPurchase(Hash256 TransactionHash, BigInteger Spent, BigInteger Received);
