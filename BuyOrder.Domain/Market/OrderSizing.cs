using System.Diagnostics;
using System.Numerics;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Market;

/// <summary>Makes an order small enough for the pools it goes through.</summary>
public static class OrderSizing
{
    /// <summary>
    /// Far above what limits in whole basis points can need: the walk takes at most about two steps per basis-point fraction between
    /// the limit and the fee, and the smallest such fraction (60 against 59.91 bps over two pools) gives some 200 000.
    /// </summary>
    private const int MaxSteps = 2_000_000;

    /// <summary>
    /// The largest amount of whole cents, at most <paramref name="wanted"/>, whose price impact is within the limit; zero when none is.
    /// </summary>
    public static Zar Largest(Zar wanted, IReadOnlyList<Pool> pools, TokenUnits units, int impactLimitBps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(impactLimitBps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(impactLimitBps, BasisPoints.Whole);
        ConstantProduct.RequireLiquidity(pools);
        if (wanted.Cents <= 0)
            return Zar.Zero;
        if (impactLimitBps == BasisPoints.Whole)
            return wanted;
        var ceiling = ConstantProduct.ImpactCeiling(pools, impactLimitBps) / units.Cent;
        return new Zar((long)Descend(BigInteger.Min(wanted.Cents, ceiling), pools, units.Cent, impactLimitBps));
    }

    /// <remarks>
    /// Rounding to units makes the impact a sawtooth, so bisection could stop on a wrong tooth. This walk skips nothing that fits:
    /// out(x) never falls as x grows, so an amount that would need more than out(x) to be within the limit can't be between
    /// the amount that out(x) pays for and x.
    /// </remarks>
    private static BigInteger Descend(BigInteger cents, IReadOnlyList<Pool> pools, BigInteger cent, int limitBps)
    {
        var (reservesIn, reservesOut) = MidPrice.Of(pools);
        var pays = reservesIn * BasisPoints.Whole;
        var costs = reservesOut * (BasisPoints.Whole - limitBps) * cent;
        for (var step = 0; step < MaxSteps; step++)
        {
            if (cents <= 0)
                return BigInteger.Zero;
            var paidFor = ConstantProduct.AmountOut(cents * cent, pools) * pays / costs;
            if (paidFor >= cents)
                return cents;
            cents = paidFor;
        }
        throw new UnreachableException($"No order size after {MaxSteps} steps.");
    }
}
