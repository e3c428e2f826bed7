using System.Diagnostics;

namespace BuyOrder.Benchmarks.Measuring;

/// <summary>Runs the sides of a comparison in turns, so that a slow moment of the machine meets all of them.</summary>
internal static class Rounds
{
    /// <summary>One round that does not count, then <paramref name="count"/> that do; each starts with another side.</summary>
    /// <returns>A series for each side.</returns>
    public static async Task<IReadOnlyList<Series>> RunAsync(int count, params IReadOnlyList<Func<Task<double>>> sides)
    {
        var values = sides.Select(_ => new double[count]).ToArray();
        for (var round = -1; round < count; round++)
        {
            for (var turn = 0; turn < sides.Count; turn++)
            {
                var side = (turn + round + 1) % sides.Count;
                GC.Collect();
                var value = await sides[side]();
                if (round >= 0)
                    values[side][round] = value;
            }
        }
        return [.. values.Select(each => new Series(each))];
    }

    /// <summary>How many of something were done in a second.</summary>
    public static async Task<double> PerSecondAsync(int count, Func<Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
