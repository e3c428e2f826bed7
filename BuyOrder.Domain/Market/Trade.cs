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
    /// <summary>A fixed spend. The quote is for it, its pools have liquidity, and at least one token unit comes out.</summary>
    public static Trade Of(Zar spend, Quote quote, TokenUnits units, Price reference, GuardLimits limits) => new(
        spend,
        quote,
        quote.MinimumOut(limits.SlippageBps),
        ConstantProduct.ImpactBps(quote.AmountIn, quote.AmountOut, quote.Pools),
        units.DeviationBps(quote.AmountIn, quote.AmountOut, reference));

    /// <summary>At most the wanted spend, made smaller until its price impact fits, with the quote computed for what is left of it.</summary>
    /// <inheritdoc cref="Of"/>
    /// <returns>Null when no amount fits.</returns>
    public static Trade? Largest(Zar wanted, Quote quote, TokenUnits units, Price reference, GuardLimits limits)
    {
        var spend = OrderSizing.Largest(wanted, quote.Pools, units, limits.ImpactBps);
        if (spend == wanted)
            return Of(wanted, quote, units, reference, limits);
        if (spend == Zar.Zero)
            return null;
        var amountIn = units.ToStablecoin(spend);
        var sized = quote with { AmountIn = amountIn, AmountOut = ConstantProduct.AmountOut(amountIn, quote.Pools) };
        return Of(spend, sized, units, reference, limits);
    }
}
