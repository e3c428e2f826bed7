using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.Cost;

/// <summary>Prints the tables of docs/cost.md from the counts and prices beside it. Nothing is counted anew.</summary>
internal sealed class CostTable : IBenchmark
{
    public string Name => "month";

    public string Summary => "what a month costs, from docs/cost/counts.json and docs/cost/prices.json (docs/cost.md)";

    public static void Print(CostCounts counts, Prices prices) => Console.WriteLine(
        string.Join("\n\n", CostTables.Counts(counts), CostTables.Months(counts, prices), CostTables.Idle(counts, prices)));

    public Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        Print(CostCounts.Read(), Prices.Read());
        return Task.FromResult<IReadOnlyList<Line>>([]);
    }
}
