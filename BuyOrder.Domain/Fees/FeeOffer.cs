using System.Numerics;

namespace BuyOrder.Domain.Fees;

/// <summary>What a transaction offers per unit of gas, in wei (EIP-1559).</summary>
public sealed record FeeOffer(BigInteger MaxFeePerGasWei, BigInteger MaxPriorityFeePerGasWei);
