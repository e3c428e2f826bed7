using System.Numerics;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Market;

/// <summary>The limits of one version of the business parameters; basis points, and wei per unit of gas.</summary>
public sealed record GuardLimits(int ImpactBps, int DeviationBps, int SlippageBps, BigInteger MaxFeePerGas)
{
    /// <summary>
    /// The least minimum output (token units) that any quote accepted under these limits can lead to. It is known without the market, so
    /// the signer can hold a swap to it without trusting the code that built it.
    /// </summary>
    public BigInteger MinimumFloor(Zar spend, TokenUnits units, Price reference)
    {
        var dearest = reference.Scaled * (BasisPoints.Whole + DeviationBps) * BigInteger.Pow(10, units.StablecoinDecimals);
        var paid = units.ToStablecoin(spend) * BigInteger.Pow(10, Price.Scale + units.TokenDecimals) * BasisPoints.Whole;
        return Rounding.AwayFromZero(paid, dearest) * (BasisPoints.Whole - SlippageBps) / BasisPoints.Whole;
    }
}
