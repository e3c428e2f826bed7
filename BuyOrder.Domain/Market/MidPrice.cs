using System.Numerics;

namespace BuyOrder.Domain.Market;

/// <summary>
/// What a market asks before a trade moves it, without its fee: token units for stablecoin units, as an exact ratio of
/// any size. Both are above zero.
/// </summary>
public readonly record struct MidPrice(BigInteger In, BigInteger Out)
{
    /// <summary>Of constant-product pools one after the other.</summary>
    public static MidPrice Of(IEnumerable<Pool> pools) =>
        pools.Aggregate(new MidPrice(1, 1), (mid, pool) => new MidPrice(mid.In * pool.ReserveIn, mid.Out * pool.ReserveOut));

    /// <summary>The same ratio in the smallest numbers.</summary>
    public MidPrice Reduced()
    {
        var common = BigInteger.GreatestCommonDivisor(In, Out);
        return new MidPrice(In / common, Out / common);
    }

    /// <summary>What an amount would bring at it, rounded down to units.</summary>
    public BigInteger For(BigInteger amountIn) => amountIn * Out / In;

    /// <summary>
    /// How much less comes out than at this price, in basis points rounded up. The fee and the rounding to units count: what a limit on it
    /// promises is what the treasury really gives away against the mid price.
    /// </summary>
    public int ImpactBps(BigInteger amountIn, BigInteger amountOut)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amountIn);
        var atMid = amountIn * Out;
        return BasisPoints.Of(atMid - (amountOut * In), atMid);
    }
}
