using System.Numerics;

namespace BuyOrder.Orders.Chain;

/// <summary>What the markets are asked for.</summary>
/// <param name="AmountIn">Stablecoin, smallest unit; above zero.</param>
/// <param name="Market">The only one that is asked; null: all of them.</param>
/// <param name="MaySize">Less may be bought where that much moves a price too far.</param>
internal sealed record MarketQuestion(BigInteger AmountIn, string? Market = null, bool MaySize = false);
