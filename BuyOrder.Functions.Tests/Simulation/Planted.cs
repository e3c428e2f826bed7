using System.Globalization;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>
/// Shows that the simulation finds a mistake: in the seeds where it was once found, by what it breaks, and that the same seeds are clean
/// without it. <c>BUYORDER_SIMULATION_SEARCH=5000</c> tells in the tests' output which of the first 5 000 seeds find each mistake.
/// </summary>
internal static class Planted
{
    private const int EnoughFound = 5;

    /// <param name="output">Where the search tells what it found.</param>
    /// <param name="seeds">A few seeds; at least one of them finds the mistake.</param>
    /// <param name="breaks">Part of the message of the broken invariant.</param>
    /// <param name="mistake">The mistake, new for each world.</param>
    public static void IsFound(ITestOutputHelper output, Range seeds, string breaks, Func<Plant> mistake)
    {
        if (Environment.GetEnvironmentVariable("BUYORDER_SIMULATION_SEARCH") is { Length: > 0 } searched)
        {
            SimulationTests.Alone(() => Search(output, int.Parse(searched, CultureInfo.InvariantCulture), mistake));
            return;
        }

        SimulationTests.Alone(() =>
        {
            var all = Enumerable.Range(seeds.Start.Value, seeds.End.Value - seeds.Start.Value).ToList();
            var found = all.Select(seed => Failure(seed, mistake())).OfType<SimulationException>().ToList();
            Assert.Contains(found, error => error.Message.Contains(breaks, StringComparison.Ordinal));
            Assert.All(all, seed => Assert.Null(Failure(seed, plant: null)));
        });
    }

    private static void Search(ITestOutputHelper output, int most, Func<Plant> mistake)
    {
        var found = Enumerable.Range(1, most).Select(seed => Failure(seed, mistake())).OfType<SimulationException>().Take(EnoughFound);
        foreach (var error in found)
            output.WriteLine(error.Message);
    }

    private static SimulationException? Failure(int seed, Plant? plant) =>
        Record.Exception(() => new World(seed, plant: plant).Run()) as SimulationException;
}
