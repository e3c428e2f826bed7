using Azure.Messaging.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Local.ServiceBus;

/// <summary>A payment service that sends sales, a few at a time, until it is stopped, and remembers which were taken.</summary>
internal sealed class RevenueSender : IAsyncDisposable
{
    public const decimal Amount = 12.50m;
    public const int BatchSize = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string prefix;
    private readonly ServiceBusClient client;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<string> taken = [];
    private readonly Task sending;

    /// <param name="connection">Of the bus.</param>
    /// <param name="prefix">Of its ids, which no other sender has.</param>
    public RevenueSender(string connection, string prefix)
    {
        this.prefix = prefix;
        client = new ServiceBusClient(connection);
        sending = SendAsync();
    }

    /// <summary>Ids of messages that the queue has taken so far, in their order.</summary>
    public IReadOnlyList<string> Taken
    {
        get
        {
            lock (taken)
                return [.. taken];
        }
    }

    /// <summary>Throws when a send has failed for good.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await sending;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await sending.ContinueWith(_ => { }, TaskScheduler.Default);
        await client.DisposeAsync();
        stopping.Dispose();
    }

    private async Task SendAsync()
    {
        await using var sender = client.CreateSender(QueueOptions.RevenueName);
        for (var number = 0; !stopping.IsCancellationRequested; number += BatchSize)
        {
            var ids = Enumerable.Range(number, BatchSize).Select(each => $"{prefix}-{each}").ToList();
            // Every message under one id: the ledger goes by what is in it.
            await sender.SendMessagesAsync(ids.Select(id => new ServiceBusMessage(SampleRevenue.Sale(id, Amount)) { MessageId = "same" }));
            lock (taken)
                taken.AddRange(ids);
            await Task.Delay(Pause);
        }
    }
}
