using BuyOrder.Domain.Chain;

namespace BuyOrder.Orders.Signing;

/// <summary>Which key signs: its version and the address it belongs to. An order is pinned to both.</summary>
internal sealed record SigningKey(string KeyId, Address Wallet);
