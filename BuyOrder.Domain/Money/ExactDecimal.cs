using System.Globalization;

namespace BuyOrder.Domain.Money;

/// <summary>
/// A decimal exactly as it was written, never through binary floating point: ±significand × 10^−scale. "10.000" keeps its scale 3.
/// </summary>
/// <remarks>
/// The grammar is that of a JSON number (RFC 8259, section 6): no leading plus or zeros, no grouping, no spaces, a digit on both
/// sides of the point. An exponent has at most three digits. A significand past 38 digits is not kept, only known to be <see cref="IsHuge"/>;
/// zeros at its end that say nothing are left out before.
/// </remarks>
public readonly record struct ExactDecimal
{
    /// <summary>The digits that always fit a <see cref="UInt128"/>.</summary>
    public const int MaxDigits = 38;

    private const int MaxExponentDigits = 3;

    private ExactDecimal(bool negative, UInt128 significand, int scale, bool huge) =>
        (IsNegative, Significand, Scale, IsHuge) = (negative, significand, scale, huge);

    public bool IsNegative { get; }

    public UInt128 Significand { get; }

    /// <summary>Decimals as written, 0 or more.</summary>
    public int Scale { get; }

    /// <summary>More significant digits than 38: the significand is not kept.</summary>
    public bool IsHuge { get; }

    public bool IsPositive => !IsNegative && (IsHuge || Significand != 0);

    /// <param name="text">The whole text; anything else than one number is refused.</param>
    /// <param name="allowExponent">True for a JSON number, false for the text of a JSON string.</param>
    /// <param name="value">The number; zero when refused.</param>
    public static bool TryParse(ReadOnlySpan<char> text, bool allowExponent, out ExactDecimal value)
    {
        value = default;
        var negative = text.StartsWith('-');
        var rest = negative ? text[1..] : text;
        var whole = LeadingDigits(rest);
        if (whole.Length == 0 || (whole.Length > 1 && whole[0] == '0'))
            return false;
        rest = rest[whole.Length..];

        var fraction = ReadOnlySpan<char>.Empty;
        if (rest.StartsWith('.'))
        {
            fraction = LeadingDigits(rest[1..]);
            if (fraction.Length == 0)
                return false;
            rest = rest[(1 + fraction.Length)..];
        }
        if (!TryReadExponent(rest, allowExponent, out var exponent))
            return false;
        while (whole.Length + fraction.Length > MaxDigits && fraction.EndsWith('0'))
            fraction = fraction[..^1];

        value = Scaled(negative, Digits(whole, fraction), fraction.Length - exponent);
        return true;
    }

    /// <summary>The same value without trailing zeros after the point; one that is huge stays as it is.</summary>
    public ExactDecimal Trimmed()
    {
        if (IsHuge)
            return this;
        var (significand, scale) = (Significand, Scale);
        while (scale > 0 && significand % 10 == 0)
            (significand, scale) = (significand / 10, scale - 1);
        return new ExactDecimal(IsNegative, significand, scale, IsHuge);
    }

    /// <summary>Plain digits, as many decimals as the scale says.</summary>
    public override string ToString() =>
        IsHuge ? "more than 38 digits" : (IsNegative ? "-" : "") + PlainDecimal.Format(Significand, Scale);

    private static ExactDecimal Scaled(bool negative, UInt128? digits, int scale)
    {
        if (digits is not { } significand)
            return new ExactDecimal(negative, 0, Math.Max(scale, 0), huge: true);
        if (significand == 0)
            return new ExactDecimal(negative, 0, Math.Max(scale, 0), huge: false);
        for (; scale < 0; scale++)
        {
            if (significand >= PowersOfTen.Of(MaxDigits - 1))
                return new ExactDecimal(negative, 0, 0, huge: true);
            significand *= 10;
        }
        return new ExactDecimal(negative, significand, scale, huge: false);
    }

    private static UInt128? Digits(ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction)
    {
        UInt128 value = 0;
        return TryAppend(ref value, whole) && TryAppend(ref value, fraction) ? value : null;
    }

    private static bool TryAppend(ref UInt128 value, ReadOnlySpan<char> digits)
    {
        foreach (var digit in digits)
        {
            if (value >= PowersOfTen.Of(MaxDigits - 1))
                return false;
            value = (value * 10) + (uint)(digit - '0');
        }
        return true;
    }

    private static bool TryReadExponent(ReadOnlySpan<char> text, bool allowed, out int exponent)
    {
        exponent = 0;
        if (text.IsEmpty)
            return true;
        if (!allowed || text[0] is not ('e' or 'E'))
            return false;
        var negative = text[1..].StartsWith('-');
        var digits = text[(negative || text[1..].StartsWith('+') ? 2 : 1)..];
        if (digits.Length is 0 or > MaxExponentDigits || LeadingDigits(digits).Length != digits.Length)
            return false;
        exponent = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) * (negative ? -1 : 1);
        return true;
    }

    private static ReadOnlySpan<char> LeadingDigits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text : text[..end];
    }
}

public enum AmountFault
{
    Unknown = 0,
    None,
    NotPositive,

    /// <summary>More decimals as written than the currency has, even if they are zeros.</summary>
    TooManyDecimals,

    /// <summary>Over <see cref="CurrencyAmount.MaxMinorUnits"/>.</summary>
    TooLarge,
}
