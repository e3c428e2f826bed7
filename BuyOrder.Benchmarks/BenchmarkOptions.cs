using BuyOrder.Benchmarks.App;
using BuyOrder.Benchmarks.Cost;
using BuyOrder.Benchmarks.Economics;
using BuyOrder.Benchmarks.Ledger;
using BuyOrder.Benchmarks.Orders;

namespace BuyOrder.Benchmarks;

/// <summary>What was asked for on the command line.</summary>
internal sealed record BenchmarkOptions(IReadOnlyList<IBenchmark> Chosen, bool Json, bool Help)
{
    private static readonly IReadOnlyList<IBenchmark> All =
        [
            new IngestBenchmark(), new TotalsBenchmark(), new OrderBenchmark(), new CodecBenchmark(),
            new StartBenchmark(), new ExportBenchmark(), new VerifyBenchmark(),
            ContentionBenchmark.Few, ContentionBenchmark.Many, new BusBenchmark(), new LoadBenchmark(), new ScaleBenchmark(),
            new CostBenchmark(), new CostTable(), new EconomicsBenchmark(),
        ];

    public static string Usage { get; } = $"""
        BuyOrder.Benchmarks NAME [--json]: measures the product and what it is compared with in the same run, in turns.

        {string.Join('\n', All.Select(benchmark => $"  {benchmark.Name,-12}{benchmark.Summary}"))}
          all         every one of them

          --json      one JSON object as the last line
          --help      this text

        Build it with -c Release. Ends with 0 when every aim is met, with 1 when one is missed, with 2 for a wrong command line.
        """;

    private static string Names => string.Join(", ", All.Select(benchmark => benchmark.Name).Append("all"));

    /// <exception cref="BenchmarkOptionsException">No benchmark, more than one, or one that there is not; one line says which.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var (json, help) = (false, false);
        string? name = null;
        foreach (var argument in arguments)
        {
            switch (argument)
            {
                case "--json":
                    json = true;
                    break;
                case "--help" or "-h":
                    help = true;
                    break;
                case ['-', ..]:
                    throw new BenchmarkOptionsException($"{argument}: there is no such option; --help lists them.");
                default:
                    name = name is null
                        ? argument
                        : throw new BenchmarkOptionsException($"{argument}: one benchmark at a time, or all.");
                    break;
            }
        }
        if (help)
            return new BenchmarkOptions([], json, help);
        return new BenchmarkOptions(Choose(name), json, help);
    }

    private static IReadOnlyList<IBenchmark> Choose(string? name) => name switch
    {
        null => throw new BenchmarkOptionsException($"Which one? {Names}."),
        "all" => All,
        _ when All.FirstOrDefault(benchmark => benchmark.Name == name) is { } one => [one],
        _ => throw new BenchmarkOptionsException($"{name}: there is no such benchmark; there are {Names}."),
    };
}
