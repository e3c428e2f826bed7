using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.ServiceBus;
using BuyOrder.Functions.Triggers;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Signals;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.StandIns;
using BuyOrder.Testing.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;

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
    public async Task Whole_tick_with_notifications_is_one_point_read_and_each_look_keeps_its_own_interval()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        await bench.Tables.CreateMissingAsync([LedgerKeys.Table], Cancellation);
        await using var broker = await NotificationBroker.StartAsync();
        await using var connection = NotificationQueue.Connect(broker.Options, identity: null);
        var tap = new TableTap(bench.Tables);
        var process = bench.Start(tap);
        var store = new OrderStore(tap, broker.Options);
        using var ledger = new RevenueLedger(tap, new LedgerOptions(), bench.Clock);
        var signals = new SignalWatch(
            tap, new OrderQueries(tap), new ParameterStore(tap, bench.Clock), new RejectedRevenue(tap, bench.Clock),
            (_, _, _) => Task.FromResult<IReadOnlyList<string>?>([]), bench.Clock, store);
        var outbox = new Outbox(
            tap, bench.Clock, NullLogger<Outbox>.Instance, new NotificationQueue(connection, broker.Options.Queue, bench.Clock).SendAsync, store);
        var function = new SettleBuyOrders(process.Orders, process.Watch, process.Pools, signals, outbox, ledger, NullLogger<SettleBuyOrders>.Instance);
        await function.RunAsync(new TimerInfo(), Cancellation);
        await function.RunAsync(new TimerInfo(), Cancellation);
        tap.Reset();

        for (var tick = 0; tick < 5; tick++)
            await function.RunAsync(new TimerInfo(), Cancellation);

        Assert.Equal((5, 0, 0), (tap.Reads, tap.Queries, tap.Submits));
        var toldElsewhere = Notification.OfLedgerFault(LedgerFault.Missing("00", "head", "another instance says so"), bench.Clock.GetUtcNow(), null);
        await new OrderStore(bench.Tables, broker.Options).NotifyAsync(toldElsewhere, Cancellation);
        await function.RunAsync(new TimerInfo(), Cancellation);
        Assert.Empty(broker.Messages);
        bench.Clock.Advance(Outbox.IdleInterval);
        await function.RunAsync(new TimerInfo(), Cancellation);
        Assert.Equal(toldElsewhere.MessageId, Assert.Single(broker.Messages).Key);

        await function.RunAsync(new TimerInfo(), Cancellation);
        var toldHere = Notification.OfLedgerFault(LedgerFault.Missing("01", "head", "this one says so"), bench.Clock.GetUtcNow(), null);
        await store.NotifyAsync(toldHere, Cancellation);
        await function.RunAsync(new TimerInfo(), Cancellation);
        Assert.Contains(toldHere.MessageId, broker.Messages.Keys);
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
