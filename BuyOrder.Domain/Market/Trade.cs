using System.Numerics;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Market;

/// <summary>One purchase on one quote, with the figures that the guards judge.</summary>
/// <param name="Spend">What is paid.</param>
/// <param name="Quote">The quote for exactly that amount.</param>
/// <param name="MinimumOut">The least number of token units to accept.</param>
/// <param name="ImpactBps">Price impact, the pools' fee included.</param>
/// <param name="DeviationBps">Distance of the price from the reference; above it is positive.</param>
public sealed record Trade(Zar Spend, Quote Quote, BigInteger MinimumOut, int ImpactBps, int DeviationBps)
{
    /// <summary>A fixed spend. The quote is for it and has no fault, and at least one token unit comes out.</summary>
    public static Trade Of(Zar spend, Quote quote, TokenUnits units, Price reference, GuardLimits limits) => new(
        spend,
        quote,
        quote.MinimumOut(limits.SlippageBps),
        quote.ImpactBps,
        units.DeviationBps(quote.AmountIn, quote.AmountOut, reference));

    /// <summary>At most the spend that the quote is for, made smaller until its price impact fits.</summary>
    /// <inheritdoc cref="Of"/>
    /// <returns>Null when no amount fits.</returns>
    public static Trade? Largest(Quote quote, TokenUnits units, Price reference, GuardLimits limits) =>
        quote.Largest(units, limits.ImpactBps) is { } sized
            ? Of(new Zar((long)(sized.AmountIn / units.Cent)), sized, units, reference, limits)
            : null;
}
