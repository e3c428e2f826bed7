using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.Economics;

/// <summary>Prints the tables of docs/economics.md. Nothing is measured: they follow from the product's own rules.</summary>
internal sealed class EconomicsBenchmark : IBenchmark
{
    public string Name => "economics";

    public string Summary => "what the share of revenue does to supply and price, in pools of different depths (docs/economics.md)";

    public Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        Console.WriteLine(EconomicsTables.All);
        return Task.FromResult<IReadOnlyList<Line>>([]);
    }
}
