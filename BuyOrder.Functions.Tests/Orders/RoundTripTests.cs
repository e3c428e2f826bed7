using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Orders;
using BuyOrder.Functions.Tests.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What an order costs in waiting for others.</summary>
public sealed class RoundTripTests(TestServers servers, ITestOutputHelper output)
{
    private const int Allowed = 8;

    [Fact]
    public async Task Order_that_meets_no_trouble_costs_at_most_eight_round_trips_to_the_nodes_and_eight_to_storage()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        await bench.ApproveAsync(10_000 * Price.One);
        var (storage, chain) = (new RoundCounter(), new RoundCounter());
        var process = bench.Start(storage, chain);

        // A process at work knows the market and the parameters.
        await process.Orders.PreviewAsync(new RunRequest(OrderTrigger.Manual, null, "operator"), TestContext.Current.CancellationToken);
        storage.Reset();
        chain.Reset();

        var run = await process.RunAsync("m-1");
        await bench.MineAsync();
        await process.AdvanceAsync(); // notes that it is mined
        var (storageNoted, chainNoted) = (storage.Rounds, chain.Rounds);
        await bench.MineAsync(4);
        await process.AdvanceAsync(); // settles
        var (storageRounds, chainRounds) = (storage.Rounds, chain.Rounds);

        output.WriteLine(
            $"Counted: Manual run to completed order: {chainRounds} JSON-RPC and {storageRounds} storage round trips one after the other "
            + $"({chainNoted} and {storageNoted} until it was seen in a block).");
        Assert.Equal(ReasonCode.Ordered, run.Outcome);
        Assert.Equal([AttemptKind.Swap], (await process.FindAsync("m-1")).Attempts.Select(attempt => attempt.Kind));
        Assert.Equal(OrderStatus.Completed, (await process.FindAsync("m-1")).Order.Status);
        Assert.InRange(chainRounds, 1, Allowed);
        Assert.InRange(storageRounds, 1, Allowed);
    }
}
