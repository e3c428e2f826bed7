namespace BuyOrder.Domain.Money;

/// <summary>An amount of South African Rand in whole cents; may be negative. Overflow throws.</summary>
public readonly record struct Zar(long Cents) : IComparable<Zar>
{
    public static readonly Zar Zero;

    public static Zar operator +(Zar left, Zar right) => new(checked(left.Cents + right.Cents));

    public static Zar operator -(Zar left, Zar right) => new(checked(left.Cents - right.Cents));

    public static Zar operator -(Zar value) => new(checked(-value.Cents));

    public static bool operator <(Zar left, Zar right) => left.Cents < right.Cents;

    public static bool operator >(Zar left, Zar right) => left.Cents > right.Cents;

    public static bool operator <=(Zar left, Zar right) => left.Cents <= right.Cents;

    public static bool operator >=(Zar left, Zar right) => left.Cents >= right.Cents;

    public static Zar Min(Zar left, Zar right) => left < right ? left : right;

    public static Zar Max(Zar left, Zar right) => left > right ? left : right;

    /// <summary>
    /// Plain digits with at most two decimals, an optional leading minus, nothing else: <c>1499.00</c>, <c>-0.5</c>, <c>100</c>.
    /// </summary>
    public static bool TryParse(string? text, out Zar value)
    {
        value = Zero;
        if (!ExactDecimal.TryParse(text, allowExponent: false, out var number) || number.IsHuge || number.Scale > 2)
            return false;
        var factor = PowersOfTen.Of(2 - number.Scale);
        if (number.Significand > (UInt128)long.MaxValue / factor)
            return false;
        var cents = (long)(number.Significand * factor);
        value = new Zar(number.IsNegative ? -cents : cents);
        return true;
    }

    public int CompareTo(Zar other) => Cents.CompareTo(other.Cents);

    /// <summary>Rand with two decimals and no grouping: <c>-1499.05</c>.</summary>
    public override string ToString() =>
        (Cents < 0 ? "-" : "") + PlainDecimal.Format(UInt128.CreateChecked(Int128.Abs(Cents)), 2);
}
