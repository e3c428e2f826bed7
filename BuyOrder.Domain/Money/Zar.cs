using System.Globalization;

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

    public int CompareTo(Zar other) => Cents.CompareTo(other.Cents);

    /// <summary>Rand with two decimals and no grouping: <c>-1499.05</c>.</summary>
    public override string ToString()
    {
        var magnitude = UInt128.CreateChecked(Int128.Abs(Cents));
        var sign = Cents < 0 ? "-" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{magnitude / 100}.{magnitude % 100:00}");
    }
}
