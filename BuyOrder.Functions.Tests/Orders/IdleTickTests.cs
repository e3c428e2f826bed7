using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Store;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What the settling timer asks of the storage while there is nothing to settle.</summary>
public sealed class IdleTickTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Idle_tick_is_one_point_read_of_the_state_and_the_watch_keeps_its_own_interval()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var tap = new TableTap(bench.Tables);
        var rows = new List<string>();
        tap.OnRead = (_, _, key) => rows.Add(key);
        var process = bench.Start(tap);
        await TickAsync(process);
        (rows, tap.OnRead) = ([], (_, _, key) => rows.Add(key));
        tap.Reset();

        for (var tick = 0; tick < 5; tick++)
            await TickAsync(process);

        Assert.Equal(Enumerable.Repeat(OrderKeys.State, 5), rows);
        Assert.Equal((0, 0), (tap.Queries, tap.Submits));
        bench.Clock.Advance(OrderWatch.Interval);
        await TickAsync(process);
        Assert.True(tap.Reads + tap.Queries > 6, "the watch did not look");
    }

    [Fact]
    public async Task Order_that_another_instance_has_reserved_is_settled_by_one_that_knew_of_nothing_open()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var process = bench.Start(new TableTap(bench.Tables));
        await process.AdvanceAsync();
        await process.AdvanceAsync();
        await bench.Start().RunAsync("m-1");
        await bench.Chain.MineAsync();

        await process.AdvanceAsync();

        Assert.Contains(AttemptKind.Swap, (await process.FindAsync("m-1")).Attempts.Select(attempt => attempt.Kind));
    }

    private static async Task TickAsync(EngineProcess process)
    {
        await process.AdvanceAsync();
        await process.Watch.TickAsync(Cancellation);
    }
}
