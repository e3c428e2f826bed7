using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace BuyOrder.Domain.Money;

/// <summary>ZAR per unit of another currency: a positive decimal without trailing zeros.</summary>
public sealed record ExchangeRate
{
    public const int MaxSignificantDigits = 18;

    public const int MaxDecimals = 28;

    /// <summary>18 nines.</summary>
    public static readonly ExchangeRate Largest = new(PowersOfTen.Of(MaxSignificantDigits) - 1, 0);

    /// <summary>The rate of ZAR itself.</summary>
    public static readonly ExchangeRate One = new(1, 0);

    private readonly UInt128 significand;
    private readonly int scale;

    private ExchangeRate(UInt128 significand, int scale) => (this.significand, this.scale) = (significand, scale);

    /// <summary>The rate, or null unless it is positive with at most 18 significant digits and 28 decimals (trailing zeros not counted).</summary>
    public static ExchangeRate? Create(ExactDecimal value)
    {
        var trimmed = value.Trimmed();
        var fits = trimmed is { IsPositive: true, IsHuge: false, Scale: <= MaxDecimals }
            && trimmed.Significand < PowersOfTen.Of(MaxSignificantDigits);
        return fits ? new ExchangeRate(trimmed.Significand, trimmed.Scale) : null;
    }

    /// <summary>Reads a rate; false unless it is a decimal that <see cref="Create"/> takes.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="allowExponent">True for a JSON number, false for the text of a JSON string.</param>
    /// <param name="rate">The rate; null when refused.</param>
    public static bool TryParse(ReadOnlySpan<char> text, bool allowExponent, [NotNullWhen(true)] out ExchangeRate? rate)
    {
        rate = ExactDecimal.TryParse(text, allowExponent, out var value) ? Create(value) : null;
        return rate is not null;
    }

    /// <summary>
    /// The value rounded half-even to the cent, or null above <paramref name="limit"/>. It may be zero: an amount worth less than
    /// half a cent is still a sale that happened.
    /// </summary>
    /// <remarks>10^18 minor units × 10^18 × 100 stays below 2^128; the divisor is at most 10^32.</remarks>
    public Zar? Convert(CurrencyAmount amount, Zar limit)
    {
        var product = (UInt128)amount.MinorUnits * significand * 100;
        var divisor = PowersOfTen.Of(amount.Currency.Digits + scale);
        var (cents, remainder) = UInt128.DivRem(product, divisor);
        var twice = remainder * 2;
        if (twice > divisor || (twice == divisor && UInt128.IsOddInteger(cents)))
            cents++;
        return cents <= (UInt128)limit.Cents ? new Zar((long)cents) : null;
    }

    /// <summary>True when it is further above or below another rate than this number of basis points. Exact.</summary>
    public bool IsFartherThan(int bps, ExchangeRate from)
    {
        var (own, other) = (significand * BigInteger.Pow(10, from.scale), from.significand * BigInteger.Pow(10, scale));
        return BigInteger.Abs(own - other) * 10_000 > other * bps;
    }

    /// <summary>Plain digits without trailing zeros: <c>18.5</c>, <c>0.0000143</c>.</summary>
    public override string ToString() => PlainDecimal.Format(significand, scale);
}
