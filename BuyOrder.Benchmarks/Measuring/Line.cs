namespace BuyOrder.Benchmarks.Measuring;

/// <summary>One line of a result: a figure of ours, the figure beside it, and their ratio, all medians over the rounds.</summary>
internal sealed record Line(string Case, string Unit, double Ours, string? BesideName = null, double? Beside = null, double? Ratio = null, Aim? Aim = null)
{
    /// <summary>Null without an aim.</summary>
    public bool? Met => Aim?.IsMet(Ratio ?? Ours);

    /// <summary>Ours beside another series of the same rounds.</summary>
    public static Line Of(string name, string unit, Series ours, string besideName, Series beside, Aim? aim = null) =>
        new(name, unit, ours.Median, besideName, beside.Median, ours.RatioTo(beside), aim);
}
