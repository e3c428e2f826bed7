using System.Numerics;

namespace BuyOrder.Domain.Orders;

/// <summary>What a mined transaction did to the wallet's money, by its Transfer events.</summary>
/// <param name="StablecoinOut">Stablecoin that left the wallet, smallest unit; more than nothing means that money is gone.</param>
/// <param name="Purchase">What was bought for the recipient; null when the events are not those of a purchase.</param>
/// <param name="TokensIn">Tokens that the recipient got of it, smallest unit, by any route.</param>
/// <param name="ByEventsAlone">As in <see cref="Purchase"/>.</param>
public sealed record Transfers(BigInteger StablecoinOut, Purchase? Purchase, BigInteger TokensIn = default, bool ByEventsAlone = false);
