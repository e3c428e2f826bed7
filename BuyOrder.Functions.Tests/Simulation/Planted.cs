using System.Globalization;
using BuyOrder.Simulation;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>
/// Shows that the simulation finds a mistake: in the range of seeds where it was once found several times, by what it breaks; and that the
/// seed that finds it is clean without it.
/// </summary>
/// <remarks>
/// After a change of engine or simulation that moves what each seed does, <c>BUYORDER_SIMULATION_SEARCH=5000</c> tells in the tests' output
/// how many of the first 5 000 seeds find each mistake, the first of them, and by what; a range is well chosen when it has some ten of them.
/// It begins at the first of them: those before that find nothing, and were most of what all searches ran.
/// </remarks>
internal static class Planted
{
    /// <param name="output">Where the seed is told, or what a search found.</param>
    /// <param name="seeds">One of them finds the mistake; the first that does ends the test.</param>
    /// <param name="breaks">Part of the message of the broken invariant.</param>
    /// <param name="mistake">The mistake, new for each world.</param>
    public static void IsFound(ITestOutputHelper output, Range seeds, string breaks, Func<Plant> mistake) => SimulationTests.Alone(() =>
    {
        if (Environment.GetEnvironmentVariable("BUYORDER_SIMULATION_SEARCH") is { Length: > 0 } searched)
        {
            Search(output, int.Parse(searched, CultureInfo.InvariantCulture), mistake);
            return;
        }

        var found = Enumerable.Range(seeds.Start.Value, seeds.End.Value - seeds.Start.Value).Select(seed => (Seed: seed, Failure: Failure(seed, mistake())))
            .FirstOrDefault(run => run.Failure?.Message.Contains(breaks, StringComparison.Ordinal) == true);
        Assert.True(found.Failure is not null, $"No seed in {seeds} breaks this: {breaks}");
        output.WriteLine($"Counted: planted mistake found by seed {found.Seed}: {breaks}");
        var plant = mistake();
        var without = new Plant { RowFaults = plant.RowFaults, Cancels = plant.Cancels, Tasks = plant.Tasks, Prices = plant.Prices, Markets = plant.Markets };
        Assert.Null(Failure(found.Seed, without));
    });

    private static void Search(ITestOutputHelper output, int most, Func<Plant> mistake)
    {
        var found = Enumerable.Range(1, most).Select(seed => (Seed: seed, Failure: Failure(seed, mistake()))).Where(run => run.Failure is not null);
        foreach (var kind in found.GroupBy(run => Kind(run.Failure!.Message)).OrderByDescending(kind => kind.Count()))
            output.WriteLine($"{kind.Count()} from seed {kind.First().Seed}: {kind.Key} | {kind.First().Failure!.Message}");
    }

    /// <summary>The end of the message, without what is different each time.</summary>
    private static string Kind(string message) => string.Concat(message.Split(" Swarm {")[0].Where(sign => !char.IsDigit(sign)).TakeLast(50));

    private static SimulationException? Failure(int seed, Plant plant) =>
        Record.Exception(() => new World(seed, plant: plant).Run()) as SimulationException;
}
