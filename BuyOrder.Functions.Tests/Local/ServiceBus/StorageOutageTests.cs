using BuyOrder.Functions.Tests.Local.Hosting;
using BuyOrder.Functions.Triggers;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Local.ServiceBus;

/// <summary>The app's patience with the storage and the queue's patience with the app, on one clock.</summary>
public sealed class StorageOutageTests
{
    private const string Queue = QueueOptions.RevenueName;
    private const int Messages = 3;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OutageDuration = TimeSpan.FromMinutes(20);

    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private volatile bool isUp;
    private volatile bool isCalled;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_minutes_without_storage_make_no_dead_letter()
    {
        await using var broker = await Broker.StartAsync(preferredPort: 0, [QueueOptions.Revenue()], clock);
        for (var message = 0; message < Messages; message++)
            await broker[Queue].SendAsync("sale"u8.ToArray(), Cancellation);
        using var stopping = new CancellationTokenSource();
        var listening = broker.Listen(Queue, Messages, RecordAsync, new Logger<QueueListener>(new TestLog())).RunAsync(stopping.Token);

        for (var passed = TimeSpan.Zero; passed < OutageDuration; passed += Step)
            await PassAsync();
        var deliveries = broker[Queue].Figures.Deliveries;
        isUp = true;
        while (broker[Queue].Figures.Active > 0)
            await PassAsync();

        Assert.InRange(deliveries, Messages, Messages * (OutageDuration / BatchPatience.OutagePause + 1));
        Assert.Equal((0, Messages), (broker[Queue].Figures.DeadLettered, broker[Queue].Figures.Completed));
        await stopping.CancelAsync();
        await listening.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public void Locks_of_the_local_queue_are_those_that_the_app_counts_on() =>
        Assert.Equal(BatchPatience.LockDuration, QueueOptions.Revenue().LockDuration);

    /// <summary>Time passes while the app is called; the way to it and back takes none.</summary>
    private async Task PassAsync()
    {
        await RunningApp.UntilAsync(() => isCalled || isUp);
        clock.Advance(Step);
        await Task.Yield();
    }

    private async Task<bool> RecordAsync(object batch, CancellationToken cancellation)
    {
        var patience = new BatchPatience(_ => Task.FromResult(isUp), clock);
        isCalled = true;
        try
        {
            await patience.RunAsync(_ => isUp ? Task.CompletedTask : throw new TableUnavailableException("down"), cancellation);
            return true;
        }
        catch (TableUnavailableException)
        {
            return false;
        }
        finally
        {
            isCalled = false;
        }
    }
}
