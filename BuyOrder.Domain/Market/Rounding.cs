using System.Numerics;

namespace BuyOrder.Domain.Market;

/// <summary>Integer divisions with their rounding named. Denominators are above zero.</summary>
internal static class Rounding
{
    /// <summary>The smallest magnitude that is not below the exact one, with the exact one's sign.</summary>
    public static BigInteger AwayFromZero(BigInteger numerator, BigInteger denominator)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        return quotient + remainder.Sign;
    }

    public static BigInteger HalfEven(BigInteger numerator, BigInteger denominator)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        var twice = BigInteger.Abs(remainder) * 2;
        var up = twice > denominator || (twice == denominator && !quotient.IsEven);
        return up ? quotient + numerator.Sign : quotient;
    }
}
