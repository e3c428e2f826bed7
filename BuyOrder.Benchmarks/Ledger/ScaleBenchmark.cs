using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Testing.Scale;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>Prints the table of docs/scale.md. Nothing is measured: it is a model, and the same everywhere.</summary>
internal sealed class ScaleBenchmark : IBenchmark
{
    public string Name => "scale";

    public string Summary => "a model of the service's limits: what shards, instances, batches and sessions get done (docs/scale.md)";

    public Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        Console.WriteLine(ScaleTable.Text);
        return Task.FromResult<IReadOnlyList<Line>>([]);
    }
}
