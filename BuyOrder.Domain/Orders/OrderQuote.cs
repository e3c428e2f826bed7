using System.Numerics;
using BuyOrder.Domain.Market;

namespace BuyOrder.Domain.Orders;

/// <summary>What the market offered for the spend when the order was reserved.</summary>
/// <param name="Market">Name of the market: <c>uniswap-v2</c>.</param>
/// <param name="AmountOut">Tokens, smallest unit.</param>
/// <param name="Price">ZAR per token of this quote.</param>
/// <param name="ReferencePrice">ZAR per token of the independent source.</param>
/// <param name="ImpactBps">How far the spend moves the market.</param>
/// <param name="DeviationBps">Distance of the price from the reference, positive = dearer.</param>
/// <param name="Block">Height the quote was read at.</param>
public sealed record OrderQuote(
    string Market, BigInteger AmountOut, Price Price, Price ReferencePrice, int ImpactBps, int DeviationBps, long Block);
