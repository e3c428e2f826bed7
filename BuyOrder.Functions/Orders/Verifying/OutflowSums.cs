using System.Numerics;

namespace BuyOrder.Functions.Orders.Verifying;

/// <summary>How far the wallets' outflows of stablecoin were compared with the orders, all clean, and what they come to.</summary>
/// <param name="Block">The last block that was looked at.</param>
/// <param name="Count">Outflows that are an order's spend.</param>
/// <param name="Units">What those orders spent, in the stablecoin's smallest unit.</param>
internal sealed record OutflowSums(long Block, long Count, BigInteger Units);
