using System.Globalization;
using System.Numerics;

namespace BuyOrder.Domain.Market;

/// <summary>Hundredths of a percent, as plain integers.</summary>
public static class BasisPoints
{
    /// <summary>The whole: 100 %.</summary>
    public const int Whole = 10_000;

    /// <summary>
    /// <paramref name="part"/> of <paramref name="whole"/> in basis points, rounded away from zero, so that "at most the limit"
    /// is decided exactly as by the unrounded value. Values that no limit can reach are cut to the range of an int.
    /// </summary>
    public static int Of(BigInteger part, BigInteger whole)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(whole);
        return (int)BigInteger.Clamp(Rounding.AwayFromZero(part * Whole, whole), int.MinValue, int.MaxValue);
    }

    /// <summary><c>22.40 %</c> for 2 240; the sign is left to the words around it.</summary>
    public static string Format(int bps)
    {
        var magnitude = Math.Abs((long)bps);
        return string.Create(CultureInfo.InvariantCulture, $"{magnitude / 100}.{magnitude % 100:00} %");
    }
}
