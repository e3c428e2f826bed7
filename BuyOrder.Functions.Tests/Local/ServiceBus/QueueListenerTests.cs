using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using BuyOrder.Functions.Tests.Local.Hosting;
using BuyOrder.Ledger.Intake;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Functions.Tests.Local.ServiceBus;

public sealed class QueueListenerTests : IAsyncLifetime
{
    private const string Queue = QueueOptions.RevenueName;
    private const int MaxMessages = 4;

    private readonly ConcurrentQueue<string[]> calls = new();
    private Broker broker = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        broker = await Broker.StartAsync(0, [QueueOptions.Revenue() with { LockDuration = TimeSpan.FromSeconds(1) }], TimeProvider.System);

    public ValueTask DisposeAsync() => broker.DisposeAsync();

    [Fact]
    public async Task Messages_are_handed_over_in_order_in_batches_and_completed()
    {
        await SendAsync(10);

        await using var listening = Listen((_, _) => Task.FromResult(true));
        await RunningApp.UntilAsync(() => broker[Queue].Figures.Completed == 10);

        Assert.All(calls, call => Assert.InRange(call.Length, 1, MaxMessages));
        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"{number}"), calls.SelectMany(call => call));
        Assert.Equal(new QueueFigures(0, 10, 0, 10), broker[Queue].Figures);
    }

    [Fact]
    public async Task Batch_that_fails_comes_again_whole_and_at_once()
    {
        await SendAsync(3);
        var counts = new ConcurrentQueue<int>();

        await using var listening = Listen((batch, _) =>
        {
            counts.Enqueue(batch[0].DeliveryCount);
            return Task.FromResult(counts.Count > 100);
        });
        await RunningApp.UntilAsync(() => broker[Queue].Figures.Active == 0);

        Assert.Equal(Enumerable.Range(1, 101), counts.Take(101));
        Assert.Equal(0, broker[Queue].Figures.DeadLettered);
    }

    [Fact]
    public async Task One_batch_is_handed_over_at_a_time()
    {
        await SendAsync(12);
        var (running, most) = (0, 0);

        await using var listening = Listen(async (_, cancellation) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(TimeSpan.FromMilliseconds(30), cancellation);
            Interlocked.Decrement(ref running);
            return true;
        });
        await RunningApp.UntilAsync(() => broker[Queue].Figures.Completed == 12);

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Function_that_outlasts_its_lock_is_called_again_and_the_ledger_counts_once()
    {
        using var ledger = new LedgerSystem(new MemoryTableStore());
        var outcomes = new ConcurrentQueue<RecordOutcome>();
        await broker[Queue].SendAsync(SampleRevenue.Sale("slow", 99.00m), Cancellation);

        await using var listening = Listen(async (batch, cancellation) =>
        {
            foreach (var outcome in await ledger.OutcomesAsync([.. batch.Select(message => message.Body.ToArray())]))
                outcomes.Enqueue(outcome);
            if (outcomes.Count == 1)
                await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
            return true;
        });
        await RunningApp.UntilAsync(() => broker[Queue].Figures.Active == 0);

        Assert.Equal([RecordOutcome.Recorded, RecordOutcome.Duplicate], outcomes);
        Assert.Equal(9900, (await ledger.TotalsAsync()).Total.Cents);
        Assert.Equal(new QueueFigures(0, 1, 0, 2), broker[Queue].Figures);
    }

    [Fact]
    public async Task What_is_in_hand_when_the_listener_is_stopped_is_given_back()
    {
        await SendAsync(1);
        var listening = Listen(async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return true;
        });
        await RunningApp.UntilAsync(() => !calls.IsEmpty);

        await listening.DisposeAsync();

        await using var again = Listen((_, _) => Task.FromResult(true));
        await RunningApp.UntilAsync(() => broker[Queue].Figures.Completed == 1);
        Assert.Equal(2, broker[Queue].Figures.Deliveries);
    }

    [Fact]
    public async Task Given_namespace_is_counted_by_what_passes_here()
    {
        Assert.True(BusConnection.TryParse(broker.ConnectionString, out var connection));
        await using var bus = await GivenBus.ConnectAsync(connection, Queue, TimeProvider.System, Cancellation);
        var queue = bus.Queues[Queue];
        await queue.SendAsync("a"u8.ToArray(), Cancellation);
        Assert.Equal(new QueueFigures(1, 0, 0, 0), queue.Figures);

        await using var listening = Listen((_, _) => Task.FromResult(true), bus);
        await RunningApp.UntilAsync(() => queue.Figures.Completed == 1);

        Assert.Equal(new QueueFigures(0, 1, 0, 1), queue.Figures);
    }

    [Fact]
    public async Task Namespace_that_does_not_have_the_queue_or_does_not_answer_is_refused_in_one_line_without_its_key()
    {
        Assert.True(BusConnection.TryParse(broker.ConnectionString, out var connection));

        var fault = await Assert.ThrowsAsync<ServerStartException>(
            () => GivenBus.ConnectAsync(connection, "no-such-queue", TimeProvider.System, Cancellation));

        Assert.Equal($"--bus sb://localhost:{broker.Port}: queue no-such-queue can't be used: MessagingEntityNotFound", fault.Message);
    }

    private async Task SendAsync(int count)
    {
        await using var client = new ServiceBusClient(broker.ConnectionString);
        await using var sender = client.CreateSender(Queue);
        await sender.SendMessagesAsync(Enumerable.Range(0, count).Select(number => new ServiceBusMessage($"{number}")), Cancellation);
    }

    private Listening Listen(BatchFunction function, IMessageBus? bus = null) => new((bus ?? broker).Listen(
        Queue,
        MaxMessages,
        (batch, cancellation) =>
        {
            calls.Enqueue([.. batch.Select(message => message.Body.ToString())]);
            return function(batch, cancellation);
        },
        new Logger<QueueListener>(new TestLog())));

    private sealed class Listening : IAsyncDisposable
    {
        private readonly CancellationTokenSource stopping = new();
        private readonly Task running;

        public Listening(QueueListener listener) => running = listener.RunAsync(stopping.Token);

        public async ValueTask DisposeAsync()
        {
            await stopping.CancelAsync();
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
            stopping.Dispose();
        }
    }
}
