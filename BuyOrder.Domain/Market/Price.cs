using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Market;

/// <summary>Rand for one whole token, as an exact integer of 10⁻¹⁸ Rand. The zero value is not a price.</summary>
public readonly record struct Price(BigInteger Scaled) : IComparable<Price>
{
    /// <summary>Decimals kept: one Rand is 10¹⁸.</summary>
    public const int Scale = 18;

    /// <summary>Most digits before the point that a text may have.</summary>
    public const int MaxWholeDigits = 12;

    private const int ShownDecimals = 6;

    public static readonly BigInteger One = BigInteger.Pow(10, Scale);

    public static bool operator <(Price left, Price right) => left.Scaled < right.Scaled;

    public static bool operator >(Price left, Price right) => left.Scaled > right.Scaled;

    public static bool operator <=(Price left, Price right) => left.Scaled <= right.Scaled;

    public static bool operator >=(Price left, Price right) => left.Scaled >= right.Scaled;

    /// <summary>
    /// Reads <c>50</c>, <c>50.00</c>, <c>0.000000000000000001</c>: digits with at most 18 decimals, above zero; no sign, space or
    /// exponent.
    /// </summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Price Parse(string text) =>
        TryParse(text, out var price)
            ? price
            : throw new FormatException($"A price is digits with at most {Scale} decimals, above zero and below 10^{MaxWholeDigits}.");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out Price price)
    {
        price = default;
        if (text is null)
            return false;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var decimals = point < 0 ? "" : text[(point + 1)..];
        if (whole.Length is 0 or > MaxWholeDigits || decimals.Length > Scale || (point >= 0 && decimals.Length == 0))
            return false;
        if (!whole.All(char.IsAsciiDigit) || !decimals.All(char.IsAsciiDigit))
            return false;
        price = new Price(BigInteger.Parse(whole + decimals.PadRight(Scale, '0'), NumberStyles.None, CultureInfo.InvariantCulture));
        return price.Scaled > 0;
    }

    /// <summary>
    /// What one whole token cost: <paramref name="spent"/> for <paramref name="tokens"/> (smallest units), rounded half-even to 10⁻¹⁸
    /// Rand.
    /// </summary>
    /// <returns>Null when there are no tokens to divide by.</returns>
    public static Price? Average(Zar spent, BigInteger tokens, int tokenDecimals) =>
        tokens <= 0
            ? null
            : new Price(Rounding.HalfEven(spent.Cents * BigInteger.Pow(10, Scale - 2 + tokenDecimals), tokens));

    /// <summary>What something costs in Rand whose price in another thing is this one, from that thing's; rounded half-even.</summary>
    public Price Times(Price hop) => new(Rounding.HalfEven(Scaled * hop.Scaled, One));

    /// <summary>How much of a thing one Rand buys, at this price above zero; rounded half-even, and so 0 for one that is high enough.</summary>
    public Price Inverse() => new(Rounding.HalfEven(One * One, Scaled));

    public int CompareTo(Price other) => Scaled.CompareTo(other.Scaled);

    /// <summary>Rand with six decimals, rounded half-even: <c>50.150451</c>.</summary>
    public override string ToString() => Format(ShownDecimals);

    /// <summary>As <see cref="ToString()"/> without the zeros after the second decimal: <c>50.00</c>, <c>50.150451</c>.</summary>
    public string ToShortString()
    {
        var text = Format(ShownDecimals);
        var shortest = text.Length - ShownDecimals + 2;
        return text[..Math.Max(shortest, text.AsSpan().TrimEnd('0').Length)];
    }

    /// <summary>Every digit there is, at least two decimals: what <see cref="Parse"/> reads back.</summary>
    public string ToExactString()
    {
        var text = Format(Scale);
        return text[..Math.Max(text.Length - Scale + 2, text.AsSpan().TrimEnd('0').Length)];
    }

    private string Format(int decimals)
    {
        var unit = BigInteger.Pow(10, decimals);
        var rounded = Rounding.HalfEven(Scaled, BigInteger.Pow(10, Scale - decimals));
        var magnitude = BigInteger.Abs(rounded);
        var fraction = (magnitude % unit).ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
        return string.Create(CultureInfo.InvariantCulture, $"{(rounded.Sign < 0 ? "-" : "")}{magnitude / unit}.{fraction}");
    }
}
