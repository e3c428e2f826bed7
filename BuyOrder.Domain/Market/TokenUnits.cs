using System.Numerics;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Market;

/// <summary>How Rand and whole tokens are written in the smallest units of the two contracts.</summary>
public sealed record TokenUnits
{
    /// <summary>A stablecoin must be able to hold a cent.</summary>
    public const int MinStablecoinDecimals = 2;

    public const int MaxDecimals = 18;

    /// <exception cref="ArgumentOutOfRangeException">Stablecoin decimals outside 2..18 or token decimals outside 0..18.</exception>
    public TokenUnits(int stablecoinDecimals, int tokenDecimals)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stablecoinDecimals, MinStablecoinDecimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stablecoinDecimals, MaxDecimals);
        ArgumentOutOfRangeException.ThrowIfNegative(tokenDecimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokenDecimals, MaxDecimals);
        StablecoinDecimals = stablecoinDecimals;
        TokenDecimals = tokenDecimals;
        Cent = BigInteger.Pow(10, stablecoinDecimals - 2);
    }

    public int StablecoinDecimals { get; }

    public int TokenDecimals { get; }

    /// <summary>Smallest stablecoin units in one cent.</summary>
    public BigInteger Cent { get; }

    public BigInteger ToStablecoin(Zar amount) => amount.Cents * Cent;

    /// <summary>What one whole token costs in this trade, fee and price impact included, rounded half-even to 10⁻¹⁸ Rand.</summary>
    /// <returns>Null when no token comes out.</returns>
    public Price? PriceOf(BigInteger stablecoinUnits, BigInteger tokenUnits) =>
        tokenUnits <= 0
            ? null
            : new Price(Rounding.HalfEven(
                stablecoinUnits * BigInteger.Pow(10, Price.Scale + TokenDecimals),
                tokenUnits * BigInteger.Pow(10, StablecoinDecimals)));

    /// <summary>
    /// How far the trade's price lies above (positive) or below (negative) the reference, in basis points rounded away from zero,
    /// computed from the amounts themselves and not from a rounded price.
    /// </summary>
    public int DeviationBps(BigInteger stablecoinUnits, BigInteger tokenUnits, Price reference)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokenUnits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(reference.Scaled);
        var paid = stablecoinUnits * BigInteger.Pow(10, Price.Scale + TokenDecimals);
        var fair = reference.Scaled * tokenUnits * BigInteger.Pow(10, StablecoinDecimals);
        return BasisPoints.Of(paid - fair, fair);
    }
}
