using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What an order costs in waiting for others.</summary>
public sealed class RoundTripTests(TestServers servers, ITestOutputHelper output)
{
    [Fact]
    public async Task Order_that_meets_no_trouble_costs_at_most_eight_round_trips_to_the_nodes_and_eight_to_storage()
    {
        var trips = await OrderRoundTrips.CountAsync(servers);

        output.WriteLine(
            $"Counted: Manual run to completed order: {trips.Chain} JSON-RPC and {trips.Storage} storage round trips one after the other "
            + $"({trips.ChainUntilMined} and {trips.StorageUntilMined} until it was seen in a block).");
        Assert.InRange(trips.Chain, 1, OrderRoundTrips.Allowed);
        Assert.InRange(trips.Storage, 1, OrderRoundTrips.Allowed);
    }

    [Fact]
    public async Task Order_on_a_stablecoin_behind_a_beacon_costs_no_round_trip_more()
    {
        var plain = await OrderRoundTrips.CountAsync(servers);

        var beacon = await OrderRoundTrips.CountAsync(
            servers, prepare: async bench => await new OddTokens(bench.Chain).PutBehindBeaconAsync(await servers.ToolsAsync(), bench.Contracts.Zar));

        output.WriteLine($"Counted behind a beacon: {beacon.Chain} JSON-RPC round trips one after the other, {beacon.ChainOfAFirstLook} for a first look.");
        Assert.InRange(beacon.Chain, 1, OrderRoundTrips.Allowed);
        Assert.Equal((plain.Chain, plain.ChainOfAFirstLook), (beacon.Chain, beacon.ChainOfAFirstLook));
    }
}
