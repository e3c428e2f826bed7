namespace BuyOrder.Benchmarks.Measuring;

/// <summary>What one side measured, a value per round.</summary>
internal sealed record Series(IReadOnlyList<double> Values)
{
    public double Median => MedianOf(Values);

    /// <summary>The median of the rounds' ratios: what slowed a whole round slowed both sides.</summary>
    public double RatioTo(Series other) => MedianOf([.. Values.Zip(other.Values, (ours, beside) => ours / beside)]);

    private static double MedianOf(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
