using Azure.Messaging.ServiceBus;
using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.ServiceBus;
using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.StandIns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Orders.Notifications;

/// <summary>An order store in an outbox's reach, a queue that listens, and the clock of both.</summary>
internal sealed class OutboxBench : IAsyncDisposable
{
    private readonly ServiceBusClient connection;

    private OutboxBench(NotificationBroker queue)
    {
        Queue = queue;
        connection = NotificationQueue.Connect(queue.Options, identity: null);
        Client = new FaultyClient(connection);
    }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    public NotificationBroker Queue { get; }

    /// <summary>What outboxes send with unless they are given another one.</summary>
    public FaultyClient Client { get; }

    public ITableStore Tables { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<OutboxBench> StartAsync(ITableStore tables)
    {
        var bench = new OutboxBench(await NotificationBroker.StartAsync());
        await bench.UseAsync(tables);
        return bench;
    }

    /// <summary>From now on with a new order store on other tables.</summary>
    public Task UseAsync(ITableStore tables)
    {
        Tables = tables;
        return OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await Queue.DisposeAsync();
    }

    /// <summary>The order store was opened before anything befell its orders.</summary>
    private async Task OpenAsync() =>
        Assert.Null(await OpenedOrders.OpenAsync(Tables, new FakeTimeProvider(Noon.AddDays(-1)), Cancellation, shards: 1));

    public NotificationOptions SharedKey => Queue.Options;

    public Outbox NewOutbox(NotificationOptions options, ServiceBusClient? client = null, ILogger<Outbox>? logger = null) =>
        new(Tables, Clock, logger ?? NullLogger<Outbox>.Instance, new NotificationQueue(client ?? Client, options.Queue, Clock).SendAsync);

    public async Task<IReadOnlyList<TableRow>> RowsAsync() => (await Tables.Table(OrderKeys.Table).QueryAsync(
        OrderKeys.Range(OrderKeys.OutboxPrefix, null, null, 100, null), Cancellation)).Rows;

    public Task CompleteAsync(string id, NotificationOptions? options) => EndAsync(id, options, order => order.Completed(Purchase(order), 1, Noon));

    public Task FailAsync(string id, NotificationOptions? options) => EndAsync(id, options, order => order.Failed(ReasonCode.Reverted, 1, Noon));

    public Task CancelAsync(string id, NotificationOptions? options) => EndAsync(
        id, options, order => order.Unwanted(new CancelWish(Noon, "operator", "not now")).Failed(ReasonCode.Cancelled, 1, Noon));

    private async Task EndAsync(string id, NotificationOptions? options, Func<Order, Order> end)
    {
        var store = new OrderStore(Tables, options);
        var book = await ReserveAsync(store, id);
        var ended = end(book.Order!);
        Assert.NotNull(await store.StepAsync(book, new OrderChange(book.State.End(ended), ended), Cancellation));
    }

    public static async Task<OrderSnapshot> ReserveAsync(OrderStore store, string id)
    {
        var order = Reserved(id);
        var book = await store.LoadAsync(Cancellation);
        var run = new RunRecord($"1:{id}", Noon, OrderTrigger.Manual, "operator", null, ReasonCode.Ordered, null, id, null);
        return (await store.ReserveAsync(book, book.State.Reserve(order), order, run, Cancellation))!;
    }
}
