using System.Text.Json;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Benchmarks.Cost;

/// <summary>What the services charge, as <c>docs/cost/prices.json</c> says; every member is explained in <c>docs/cost.md</c>.</summary>
internal sealed record Prices
{
    public required decimal ExecutionsPerMillion { get; init; }

    public required decimal ExecutionsFree { get; init; }

    public required decimal GbSecond { get; init; }

    public required decimal GbSecondsFree { get; init; }

    public required decimal InstanceGb { get; init; }

    public required decimal LeastSecondsPerExecution { get; init; }

    public required decimal StoragePerTenThousand { get; init; }

    public required decimal BusPerMonth { get; init; }

    public required decimal BusOperationsFree { get; init; }

    public required decimal BusPerMillion { get; init; }

    public required decimal RpcPerMillion { get; init; }

    public required decimal GasPriceGwei { get; init; }

    public required decimal NativeCurrency { get; init; }

    public static Prices Read() => JsonSerializer.Deserialize<Prices>(File.ReadAllText(Path.Combine(BuiltApp.Repository, "docs/cost/prices.json")), CostCounts.Json)!;
}
