using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Market;

/// <summary>ZAR per whole token, exact to 18 decimals: <see cref="Scaled"/> is the price × 10^18.</summary>
public readonly record struct Price(BigInteger Scaled) : IComparable<Price>
{
    public const int Decimals = 18;

    private const int ShownDecimals = 6;

    public static readonly BigInteger One = BigInteger.Pow(10, Decimals);

    private static readonly BigInteger ShownUnit = BigInteger.Pow(10, Decimals - ShownDecimals);

    /// <summary>The price at which <paramref name="spend"/> buys <paramref name="tokens"/> smallest units, rounded down; null when no token is bought.</summary>
    public static Price? Of(Zar spend, BigInteger tokens, int tokenDecimals) =>
        tokens.Sign <= 0 ? null : new Price(spend.Cents * One * BigInteger.Pow(10, tokenDecimals) / (100 * tokens));

    /// <summary>Plain decimal digits with up to 18 decimals, positive: <c>50.00</c>.</summary>
    public static bool TryParse(string? text, out Price price)
    {
        price = default;
        if (text is null || text.Length is 0 or > 40)
            return false;

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? "" : text[(point + 1)..];
        if (whole.Length == 0 || (point >= 0 && fraction.Length == 0) || fraction.Length > Decimals)
            return false;
        if (!whole.All(char.IsAsciiDigit) || !fraction.All(char.IsAsciiDigit))
            return false;

        price = new Price(BigInteger.Parse(whole + fraction.PadRight(Decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture));
        return price.Scaled.Sign > 0;
    }

    public int CompareTo(Price other) => Scaled.CompareTo(other.Scaled);

    /// <summary>All digits, at least two decimals: what <see cref="TryParse"/> reads back.</summary>
    public string ToExactString()
    {
        var fraction = (Scaled % One).ToString($"D{Decimals}", CultureInfo.InvariantCulture).TrimEnd('0').PadRight(2, '0');
        return $"{Scaled / One}.{fraction}";
    }

    /// <summary>Six decimals, half rounded to even.</summary>
    public override string ToString()
    {
        var shown = BigInteger.DivRem(Scaled, ShownUnit, out var rest);
        var half = (2 * rest).CompareTo(ShownUnit);
        if (half > 0 || (half == 0 && !shown.IsEven))
            shown++;
        var unit = BigInteger.Pow(10, ShownDecimals);
        return $"{shown / unit}.{(shown % unit).ToString($"D{ShownDecimals}", CultureInfo.InvariantCulture)}";
    }

    public static bool operator <(Price left, Price right) => left.Scaled < right.Scaled;

    public static bool operator >(Price left, Price right) => left.Scaled > right.Scaled;

    public static bool operator <=(Price left, Price right) => left.Scaled <= right.Scaled;

    public static bool operator >=(Price left, Price right) => left.Scaled >= right.Scaled;
}
