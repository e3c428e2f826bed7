using System.Numerics;
using BuyOrder.Domain.Market;

namespace BuyOrder.Domain.Prices;

/// <summary>Decimals of the two tokens of a price: of the one that is priced, and of the one that the price is in.</summary>
public sealed record PairScale(int BaseDecimals, int QuoteDecimals)
{
    /// <summary>The price of a whole base in whole quotes, from a ratio of smallest units; rounded half-even to 10⁻¹⁸.</summary>
    public BigInteger Scaled(BigInteger quoteUnits, BigInteger baseUnits) => Rounding.HalfEven(
        quoteUnits * BigInteger.Pow(10, Price.Scale + BaseDecimals), baseUnits * BigInteger.Pow(10, QuoteDecimals));
}
