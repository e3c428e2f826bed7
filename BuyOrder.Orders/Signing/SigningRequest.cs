using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Orders.Signing;

/// <summary>What an order permits one of its transactions to be.</summary>
/// <param name="Intent">What it is for.</param>
/// <param name="KeyId">The key version that the order is pinned to.</param>
/// <param name="Wallet">The address that the order is pinned to.</param>
/// <param name="Nonce">The nonce that belongs to the order.</param>
/// <param name="MaxFeePerGas">Wei; the most that the transaction may offer.</param>
/// <param name="MaxPriorityFeePerGas">Wei; the most of it that may be a tip.</param>
internal sealed record SigningRequest(
    SigningIntent Intent, string KeyId, Address Wallet, ulong Nonce, BigInteger MaxFeePerGas, BigInteger MaxPriorityFeePerGas);
