using System.Numerics;

namespace BuyOrder.Domain.Market;

/// <summary>
/// The arithmetic of Uniswap v2 pools, rounded as <c>UniswapV2Library.getAmountOut</c> rounds
/// (0.3 % fee; https://docs.uniswap.org/contracts/v2/reference/smart-contracts/library).
/// </summary>
public static class ConstantProduct
{
    private static readonly BigInteger FeeKept = 997;
    private static readonly BigInteger FeeWhole = 1_000;

    /// <summary>Tokens out for an exact amount in, through the pools in order; zero when it is too small to buy a unit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An amount not above zero, no pool, or a pool without liquidity.</exception>
    public static BigInteger AmountOut(BigInteger amountIn, IReadOnlyList<Pool> pools)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amountIn);
        RequireLiquidity(pools);
        var amount = amountIn;
        foreach (var pool in pools)
            amount = AmountOut(amount, pool);
        return amount;
    }

    /// <inheritdoc cref="MidPrice.ImpactBps"/>
    public static int ImpactBps(BigInteger amountIn, BigInteger amountOut, IReadOnlyList<Pool> pools)
    {
        RequireLiquidity(pools);
        return MidPrice.Of(pools).ImpactBps(amountIn, amountOut);
    }

    /// <summary>
    /// The part of <see cref="ImpactBps"/> that is the pools' fee alone, in basis points rounded up: no amount goes below it.
    /// </summary>
    public static int FeeBps(int pools)
    {
        var whole = BigInteger.Pow(FeeWhole, pools);
        return BasisPoints.Of(whole - BigInteger.Pow(FeeKept, pools), whole);
    }

    /// <summary>
    /// The amount in above which the impact is over the limit even before rounding to units: with <c>out = A·x / (B + C·x)</c>
    /// the impact is at most the limit exactly for <c>x ≤ (A·w·In − (w − limit)·Out·B) / ((w − limit)·Out·C)</c>, w being 10 000.
    /// </summary>
    internal static BigInteger ImpactCeiling(IReadOnlyList<Pool> pools, int limitBps)
    {
        var (a, b, c) = (BigInteger.One, BigInteger.One, BigInteger.Zero);
        foreach (var pool in pools)
        {
            // Putting A·x/(B + C·x) into kept·out·y/(whole·in + kept·y) gives the same form again.
            var carried = FeeKept * a;
            c = FeeWhole * pool.ReserveIn * c + carried;
            b = FeeWhole * pool.ReserveIn * b;
            a = carried * pool.ReserveOut;
        }
        var (reservesIn, reservesOut) = MidPrice.Of(pools);
        var kept = BasisPoints.Whole - limitBps;
        var excess = a * BasisPoints.Whole * reservesIn - kept * reservesOut * b;
        return excess.Sign <= 0 ? BigInteger.Zero : excess / (kept * reservesOut * c);
    }

    internal static void RequireLiquidity(IReadOnlyList<Pool> pools)
    {
        if (pools.Count == 0 || pools.Any(pool => !pool.HasLiquidity))
            throw new ArgumentOutOfRangeException(nameof(pools), "A quote needs at least one pool, each with reserves on both sides.");
    }

    private static BigInteger AmountOut(BigInteger amountIn, Pool pool)
    {
        var amountWithFee = amountIn * FeeKept;
        return amountWithFee * pool.ReserveOut / (pool.ReserveIn * FeeWhole + amountWithFee);
    }
}
