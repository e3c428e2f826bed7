using BuyOrder.Functions.Tests.Servers;

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
}
