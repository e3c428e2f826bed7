using System.Numerics;
using BuyOrder.Domain.Market;

namespace BuyOrder.Domain.Prices;

/// <summary>Decimals of two tokens that are exchanged for each other: of the one whose price it is, and of the one that it is told in.</summary>
public sealed record PairScale(int BaseDecimals, int QuoteDecimals)
{
    /// <summary>The price of a whole base in whole quotes, from a ratio of smallest units; rounded half-even to 10⁻¹⁸.</summary>
    public BigInteger Scaled(BigInteger quoteUnits, BigInteger baseUnits) => Rounding.HalfEven(
        quoteUnits * BigInteger.Pow(10, Price.Scale + BaseDecimals), baseUnits * BigInteger.Pow(10, QuoteDecimals));
}
