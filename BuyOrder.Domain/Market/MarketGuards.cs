using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Market;

/// <summary>
/// The guards of the market as pure decisions; the same before an order is reserved and, on fresh data, before it is signed.
/// </summary>
public static class MarketGuards
{
    /// <summary>Makes the wanted spend smaller until its price impact fits, then checks what is left of it.</summary>
    /// <param name="wanted">The capped allocation; above zero.</param>
    /// <param name="reading">The market's quote for exactly <paramref name="wanted"/>.</param>
    /// <param name="units">Decimals of the two tokens.</param>
    /// <param name="reference">What a whole token should cost.</param>
    /// <param name="limits">The limits in force.</param>
    /// <param name="feePerGas">What a transaction would have to offer now, in wei per gas.</param>
    /// <returns>
    /// The verdict on the sized spend, with the quote recomputed for it; <see cref="GuardOutcome.PriceImpact"/> with a spend of zero
    /// when no amount fits. Whether the spend still reaches the minimum is the caller's rule.
    /// </returns>
    public static GuardVerdict Size(
        Zar wanted, Quote reading, TokenUnits units, Price reference, GuardLimits limits, BigInteger feePerGas)
    {
        if (Unusable(wanted, reading, units) is { } refused)
            return refused;
        var spend = OrderSizing.Largest(wanted, reading.Pools, units, limits.ImpactBps);
        if (spend == wanted)
            return Check(wanted, reading, units, reference, limits, feePerGas);
        if (spend == Zar.Zero)
            return NothingFits(reading, limits);
        var amountIn = units.ToStablecoin(spend);
        var sized = reading with { AmountIn = amountIn, AmountOut = ConstantProduct.AmountOut(amountIn, reading.Pools) };
        return Check(spend, sized, units, reference, limits, feePerGas);
    }

    /// <summary>
    /// Checks a fixed spend: quote against pools, price impact, deviation from the reference price, network fee; the first that fails
    /// decides.
    /// </summary>
    /// <inheritdoc cref="Size"/>
    public static GuardVerdict Check(
        Zar spend, Quote reading, TokenUnits units, Price reference, GuardLimits limits, BigInteger feePerGas)
    {
        if (Unusable(spend, reading, units) is { } refused)
            return refused;
        var impact = ConstantProduct.ImpactBps(reading.AmountIn, reading.AmountOut, reading.Pools);
        var deviation = units.DeviationBps(reading.AmountIn, reading.AmountOut, reference);
        var (outcome, message) =
            impact > limits.ImpactBps ? (GuardOutcome.PriceImpact, ImpactMessage(spend, impact, limits))
            : Math.Abs((long)deviation) > limits.DeviationBps
                ? (GuardOutcome.PriceRejected, DeviationMessage(reading, units, reference, deviation, limits))
            : feePerGas > limits.MaxFeePerGas ? (GuardOutcome.FeeTooHigh, FeeMessage(feePerGas, limits))
            : (GuardOutcome.Accepted, AcceptedMessage(reading, units, reference, deviation, impact));
        return new GuardVerdict(outcome, message, spend, reading, reading.MinimumOut(limits.SlippageBps), impact, deviation);
    }

    /// <summary>
    /// The least minimum output (token units) that any quote accepted under these limits can lead to: known without the market, so that
    /// whoever signs can hold a swap to it without believing who built it.
    /// </summary>
    public static BigInteger MinimumFloor(Zar spend, TokenUnits units, Price reference, GuardLimits limits)
    {
        var dearest = reference.Scaled * (BasisPoints.Whole + limits.DeviationBps) * BigInteger.Pow(10, units.StablecoinDecimals);
        var paid = units.ToStablecoin(spend) * BigInteger.Pow(10, Price.Scale + units.TokenDecimals) * BasisPoints.Whole;
        return Rounding.AwayFromZero(paid, dearest) * (BasisPoints.Whole - limits.SlippageBps) / BasisPoints.Whole;
    }

    private static GuardVerdict? Unusable(Zar spend, Quote reading, TokenUnits units)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spend.Cents);
        if (reading.AmountIn != units.ToStablecoin(spend))
            throw new ArgumentException($"The quote is for {reading.AmountIn} units, not for {spend} ZAR.", nameof(reading));
        if (reading.Pools.Count == 0 || reading.Pools.Any(pool => !pool.HasLiquidity))
            return Refused(GuardOutcome.NoLiquidity, "a pool on the way is empty", spend, reading);
        var computed = ConstantProduct.AmountOut(reading.AmountIn, reading.Pools);
        if (computed != reading.AmountOut)
        {
            var mismatch = $"the market quotes {reading.AmountOut} token units, its pools give {computed}";
            return Refused(GuardOutcome.QuoteMismatch, mismatch, spend, reading);
        }
        return computed.IsZero ? Refused(GuardOutcome.NoLiquidity, $"{spend} ZAR buy less than one token unit", spend, reading) : null;
    }

    private static GuardVerdict NothingFits(Quote reading, GuardLimits limits)
    {
        var impact = ConstantProduct.ImpactBps(reading.AmountIn, reading.AmountOut, reading.Pools);
        var fee = ConstantProduct.FeeBps(reading.Pools.Count);
        var message = limits.ImpactBps < fee
            ? $"the pools' fee alone is {BasisPoints.Format(fee)}; "
                + $"allowed price impact, fee included, {BasisPoints.Format(limits.ImpactBps)}"
            : $"no amount fits the allowed price impact of {BasisPoints.Format(limits.ImpactBps)}";
        return Refused(GuardOutcome.PriceImpact, message, Zar.Zero, reading) with { ImpactBps = impact };
    }

    private static GuardVerdict Refused(GuardOutcome outcome, string message, Zar spend, Quote reading) =>
        new(outcome, message, spend, reading, BigInteger.Zero, 0, 0);

    private static string ImpactMessage(Zar spend, int impact, GuardLimits limits) =>
        $"price impact of {spend} ZAR is {BasisPoints.Format(impact)}, fee included; allowed {BasisPoints.Format(limits.ImpactBps)}";

    private static string DeviationMessage(Quote reading, TokenUnits units, Price reference, int deviation, GuardLimits limits) =>
        $"{QuoteText(reading, units)} is {Distance(deviation)} the reference {reference.ToShortString()}; "
        + $"allowed {BasisPoints.Format(limits.DeviationBps)}";

    private static string FeeMessage(BigInteger feePerGas, GuardLimits limits) =>
        $"the network asks {Gwei(feePerGas)} gwei per gas; allowed {Gwei(limits.MaxFeePerGas)}";

    private static string AcceptedMessage(Quote reading, TokenUnits units, Price reference, int deviation, int impact) =>
        $"{QuoteText(reading, units)} is {Distance(deviation)} the reference {reference.ToShortString()}, "
        + $"price impact {BasisPoints.Format(impact)}";

    private static string QuoteText(Quote reading, TokenUnits units) =>
        $"quote {units.PriceOf(reading.AmountIn, reading.AmountOut)!.Value.ToShortString()} ZAR per AZR";

    private static string Distance(int deviationBps) =>
        $"{BasisPoints.Format(deviationBps)} {(deviationBps < 0 ? "below" : "above")}";

    private static string Gwei(BigInteger wei) => string.Create(
        CultureInfo.InvariantCulture, $"{wei / 1_000_000_000}.{(long)(wei % 1_000_000_000):000000000}");
}
