using System.Numerics;

namespace BuyOrder.Domain.Fees;

/// <summary>What to offer for gas. The figures are pinned by a table test.</summary>
public static class FeePolicy
{
    /// <summary>A base fee grows by at most an eighth a block: twice the present one holds for six full blocks.</summary>
    private const int BaseFeeHeadroom = 2;

    /// <summary>Nodes refuse a replacement that is not at least a tenth dearer in both fields; an eighth leaves room.</summary>
    private const int RaiseDivisor = 8;

    /// <summary>The offer for a new transaction; null when the cap does not even pay the present base fee and the tip.</summary>
    public static FeeOffer? Offer(BigInteger baseFeeWei, BigInteger suggestedTipWei, BigInteger capWei, BigInteger tipCapWei)
    {
        var tip = BigInteger.Min(BigInteger.Max(suggestedTipWei, BigInteger.One), tipCapWei);
        return baseFeeWei + tip > capWei ? null : new FeeOffer(BigInteger.Min(BaseFeeHeadroom * baseFeeWei + tip, capWei), tip);
    }

    /// <summary>The offer that replaces an earlier one at the same nonce: both fields at least an eighth higher; null when that is above the cap.</summary>
    public static FeeOffer? Raise(FeeOffer earlier, FeeOffer? current, BigInteger capWei)
    {
        var fee = BigInteger.Max(Raised(earlier.MaxFeePerGasWei), current?.MaxFeePerGasWei ?? 0);
        var tip = BigInteger.Max(Raised(earlier.MaxPriorityFeePerGasWei), current?.MaxPriorityFeePerGasWei ?? 0);
        return fee > capWei ? null : new FeeOffer(fee, BigInteger.Min(tip, fee));
    }

    private static BigInteger Raised(BigInteger wei) => wei + (wei + RaiseDivisor - 1) / RaiseDivisor;
}

/// <summary>What a transaction offers per unit of gas, in wei (EIP-1559).</summary>
public sealed record FeeOffer(BigInteger MaxFeePerGasWei, BigInteger MaxPriorityFeePerGasWei);
