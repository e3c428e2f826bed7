using System.Numerics;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Market;

/// <summary>
/// What a market would give now. Stablecoin in and tokens out, both in smallest units. There are two kinds: one that can be computed again
/// from what it rests on, and one that only the market's own contract can compute.
/// </summary>
public abstract record Quote
{
    private protected Quote(BigInteger amountIn, BigInteger amountOut) => (AmountIn, AmountOut) = (amountIn, amountOut);

    public BigInteger AmountIn { get; init; }

    public BigInteger AmountOut { get; init; }

    /// <summary>What the market asks before this trade.</summary>
    public abstract MidPrice Mid { get; }

    /// <summary>The pools' fee alone, in basis points rounded up: no impact is below it.</summary>
    public abstract int FeeBps { get; }

    /// <summary>What the swap takes of gas, roughly: markets are compared by it, no transaction is limited to it.</summary>
    public abstract long Gas { get; }

    /// <summary>Why the quote contradicts what it rests on; null when it does not.</summary>
    public abstract string? Fault { get; }

    /// <summary>Whether not even a part of the amount buys a unit.</summary>
    public abstract bool BuysNothing { get; }

    /// <summary>Price impact, the pools' fee included. The quote has no fault.</summary>
    public int ImpactBps => Mid.ImpactBps(AmountIn, AmountOut);

    /// <summary>What the amount would bring at the mid price.</summary>
    public BigInteger AtMid => Mid.For(AmountIn);

    /// <summary>The quote for the largest amount of whole cents, at most this quote's, whose price impact is within the limit; null when none is.</summary>
    public abstract Quote? Largest(TokenUnits units, int impactLimitBps);

    /// <summary>Whether another node saw the market as this one did.</summary>
    public abstract bool RestsOnTheSameAs(Quote other);

    /// <summary>The smallest unit count to accept: <c>floor(quote × (10 000 − slippage) / 10 000)</c>.</summary>
    public BigInteger MinimumOut(int slippageBps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slippageBps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slippageBps, BasisPoints.Whole);
        return AmountOut * (BasisPoints.Whole - slippageBps) / BasisPoints.Whole;
    }
}

/// <summary>
/// A quote of constant-product pools on the way (one, or two over a hop), as they were when it was given: any other amount can be computed
/// from them.
/// </summary>
public sealed record ReservesQuote(BigInteger AmountIn, BigInteger AmountOut, IReadOnlyList<Pool> Pools) : Quote(AmountIn, AmountOut)
{
    /// <summary>Measured in pools that have been traded in: 97 000 for one, 152 000 for two.</summary>
    private const long OnceGas = 42_000;
    private const long PoolGas = 55_000;

    public override MidPrice Mid => MidPrice.Of(Pools);

    public override int FeeBps => ConstantProduct.FeeBps(Pools.Count);

    public override long Gas => OnceGas + (PoolGas * Pools.Count);

    public override bool BuysNothing => AmountOut.IsZero;

    public override string? Fault
    {
        get
        {
            if (Pools.Count == 0 || Pools.Any(pool => !pool.HasLiquidity))
                return "a pool on the way is empty";
            var computed = ConstantProduct.AmountOut(AmountIn, Pools);
            return computed == AmountOut ? null : $"the market quotes {AmountOut} token units, its pools give {computed}";
        }
    }

    public override Quote? Largest(TokenUnits units, int impactLimitBps)
    {
        var wanted = new Zar((long)(AmountIn / units.Cent));
        var spend = OrderSizing.Largest(wanted, Pools, units, impactLimitBps);
        if (spend == wanted)
            return this;
        if (spend == Zar.Zero)
            return null;
        var amountIn = units.ToStablecoin(spend);
        return this with { AmountIn = amountIn, AmountOut = ConstantProduct.AmountOut(amountIn, Pools) };
    }

    public override bool RestsOnTheSameAs(Quote other) => other is ReservesQuote { Pools: var seen } && Pools.SequenceEqual(seen);
}

/// <summary>
/// One constant-product pool as it is traversed: what it holds of the token that goes in and of the one that comes out, in smallest
/// units.
/// </summary>
public readonly record struct Pool(BigInteger ReserveIn, BigInteger ReserveOut)
{
    public bool HasLiquidity => ReserveIn > 0 && ReserveOut > 0;
}
