using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks;

/// <summary>One measurement by name.</summary>
internal interface IBenchmark
{
    string Name { get; }

    /// <summary>One line: what is measured against what.</summary>
    string Summary { get; }

    Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation);
}
