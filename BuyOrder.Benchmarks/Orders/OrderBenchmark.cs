using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.Orders;

/// <summary>What an order costs in waiting for others, from the run to the settled order; the blocks are mined when it waits for them.</summary>
internal sealed class OrderBenchmark : IBenchmark
{
    public string Name => "order";

    public string Summary => "round trips one after the other, from a run by hand to the settled order on anvil";

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        var trips = await OrderRoundTrips.CountAsync(servers);
        var best = await OrderRoundTrips.CountAsync(servers, prepare: bench => bench.AddV3Async(beside: true, 3_000, 1_000_000_000, 20_000_000));
        return
        [
            new Line("run to settled", "JSON-RPC round trips", trips.Chain, Aim: Aim.Most(OrderRoundTrips.Allowed)),
            new Line("run to settled", "storage round trips", trips.Storage, Aim: Aim.Most(OrderRoundTrips.Allowed)),
            new Line("until it was seen in a block", "JSON-RPC round trips", trips.ChainUntilMined),
            new Line("until it was seen in a block", "storage round trips", trips.StorageUntilMined),
            new Line("run to settled, best of two markets", "JSON-RPC round trips", best.Chain, Aim: Aim.Most(OrderRoundTrips.Allowed)),
        ];
    }
}
