using System.Numerics;

namespace BuyOrder.Domain.Market;

/// <summary>
/// What the market would give now. Stablecoin in and tokens out, both in smallest units, and the pools on the way
/// (one, or two over a hop) as they were when it said so.
/// </summary>
public sealed record Quote(BigInteger AmountIn, BigInteger AmountOut, IReadOnlyList<Pool> Pools)
{
    /// <summary>The smallest unit count to accept: <c>floor(quote × (10 000 − slippage) / 10 000)</c>.</summary>
    public BigInteger MinimumOut(int slippageBps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slippageBps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slippageBps, BasisPoints.Whole);
        return AmountOut * (BasisPoints.Whole - slippageBps) / BasisPoints.Whole;
    }
}

/// <summary>
/// One constant-product pool as it is traversed: what it holds of the token that goes in and of the one that comes out, in smallest
/// units.
/// </summary>
public readonly record struct Pool(BigInteger ReserveIn, BigInteger ReserveOut)
{
    public bool HasLiquidity => ReserveIn > 0 && ReserveOut > 0;
}
