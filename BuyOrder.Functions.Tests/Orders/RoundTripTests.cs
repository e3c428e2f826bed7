using BuyOrder.Functions.Tests.Orders.Prices;
using BuyOrder.Orders.Prices;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;
using static BuyOrder.Functions.Tests.Domain.Prices.Sources;

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
    public async Task Order_that_is_held_to_a_feed_over_a_hop_and_to_the_average_of_a_pool_costs_no_round_trip_more()
    {
        var plain = await OrderRoundTrips.CountAsync(servers);

        var priced = await OrderRoundTrips.CountAsync(
            servers, EngineBench.Parameters with { Prices = Rules("azrUsd,pool") }, async bench =>
            {
                var feeds = new Feeds(bench, await servers.ToolsAsync());
                var pool = new UniswapV2Source("pool", bench.Contracts.Pair, null, bench.Contracts.Azr, bench.Contracts.Zar, TimeSpan.FromMinutes(30));
                bench.Prices = PriceSourceOptions.None with
                {
                    Sources = [await feeds.SourceAsync("azrUsd", 2_50, hop: "usdZar"), await feeds.SourceAsync("usdZar", 20_00), pool],
                };
                await bench.Start().Pools.TickAsync(TestContext.Current.CancellationToken);
                await bench.SkipTimeAsync(TimeSpan.FromMinutes(31));
                await bench.Chain.MineAsync();
            });

        output.WriteLine($"Counted with two price sources: {priced.Chain} JSON-RPC and {priced.Storage} storage round trips one after the other.");
        Assert.InRange(priced.Chain, 1, OrderRoundTrips.Allowed);
        Assert.Equal((plain.Chain, plain.Storage, plain.ChainOfAFirstLook), (priced.Chain, priced.Storage, priced.ChainOfAFirstLook));
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
