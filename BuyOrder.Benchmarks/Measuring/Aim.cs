using System.Globalization;

namespace BuyOrder.Benchmarks.Measuring;

/// <summary>What a figure must reach: a ratio where there is something beside it, the figure itself otherwise.</summary>
internal sealed record Aim(bool AtLeast, double Limit)
{
    public static Aim Least(double limit) => new(true, limit);

    public static Aim Most(double limit) => new(false, limit);

    public bool IsMet(double figure) => AtLeast ? figure >= Limit : figure <= Limit;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(AtLeast ? "≥" : "≤")} {Limit}");
}
