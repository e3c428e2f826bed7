using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Testing.Orders;

/// <summary>Round trips one after the other of an order that meets no trouble, in all and until it was seen in a block.</summary>
internal sealed record OrderRoundTrips(int Chain, int Storage, int ChainUntilMined, int StorageUntilMined)
{
    /// <summary>To the nodes, and as many to storage.</summary>
    public const int Allowed = 8;

    /// <summary>To the nodes, of the first look at the market by a process that knows nothing but what is stored.</summary>
    public int ChainOfAFirstLook { get; init; }

    /// <param name="servers">Starts the chain.</param>
    /// <param name="parameters">Version 1 of the business parameters; null: the usual ones.</param>
    /// <param name="prepare">Changes the bench before all else; null: nothing.</param>
    public static async Task<OrderRoundTrips> CountAsync(
        TestServers servers, BusinessParameters? parameters = null, Func<EngineBench, Task>? prepare = null)
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00), parameters);
        if (prepare is not null)
            await prepare(bench);
        await bench.Chain.ApproveAsync(10_000 * Price.One);
        var (storage, chain) = (new RoundCounter(), new RoundCounter());
        var process = bench.Start(storage, chain);

        // A process at work knows the market and the parameters.
        await process.Orders.PreviewAsync(new RunRequest(OrderTrigger.Manual, null, "operator"), TestRun.Cancellation);
        storage.Reset();
        chain.Reset();

        var run = await process.RunAsync("m-1");
        await bench.Chain.MineAsync();
        await process.AdvanceAsync(); // notes that it is mined
        var (storageUntilMined, chainUntilMined) = (storage.Rounds, chain.Rounds);
        await bench.Chain.MineAsync(4);
        await process.AdvanceAsync(); // settles
        var trips = new OrderRoundTrips(chain.Rounds, storage.Rounds, chainUntilMined, storageUntilMined)
        {
            ChainOfAFirstLook = await FirstLookAsync(bench),
        };

        Check.Equal(ReasonCode.Ordered, run.Outcome);
        Check.Equal([AttemptKind.Swap], (await process.FindAsync("m-1")).Attempts.Select(attempt => attempt.Kind));
        Check.Equal(JobStatus.Completed, (await process.FindAsync("m-1")).Order.Status);
        return trips;
    }

    private static async Task<int> FirstLookAsync(EngineBench bench)
    {
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        var chain = new RoundCounter();
        var run = await bench.Start(new RoundCounter(), chain).Orders.PreviewAsync(
            new RunRequest(OrderTrigger.Manual, null, "operator"), TestRun.Cancellation);
        Check.Equal(ReasonCode.Ordered, run.Outcome);
        return chain.Rounds;
    }
}
