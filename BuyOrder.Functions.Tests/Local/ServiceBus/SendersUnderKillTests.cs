using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.ServiceBus;

/// <summary>Real senders keep sending to the real app while what lies between dies.</summary>
public sealed class SendersUnderKillTests(TestServers servers)
{
    private const int Senders = 3;
    private const int Kills = 4;
    private const int EnoughToTell = 20;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(1.5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_message_that_was_taken_counts_once_however_often_the_worker_is_killed()
    {
        await using var broker = await Broker.StartAsync(preferredPort: 0, [QueueOptions.Revenue()], TimeProvider.System);
        await using var app = await BusApp.StartAsync(servers, broker);
        var senders = Start(broker.ConnectionString);

        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(Life, Cancellation);
            app.KillWorker();
        }
        await Task.Delay(Life, Cancellation);
        await Task.WhenAll(senders.Select(sender => sender.StopAsync()));
        await BusApp.HandledAsync(broker[QueueOptions.RevenueName]);

        var taken = senders.Sum(sender => sender.Taken.Count);
        var figures = broker[QueueOptions.RevenueName].Figures;
        TestContext.Current.TestOutputHelper?.WriteLine($"{taken} messages taken, {figures}");
        Assert.Equal((taken * RevenueSender.Amount, taken), await app.LedgerAsync());
        Assert.Equal((0, taken), (figures.DeadLettered, figures.Completed));
        await EndAsync(senders);
    }

    [Fact]
    public async Task Broker_that_dies_loses_what_waits_in_it_and_its_clients_go_on_with_the_next()
    {
        var broker = await Broker.StartAsync(preferredPort: 0, [QueueOptions.Revenue()], TimeProvider.System);
        try
        {
            Assert.True(BusConnection.TryParse(broker.ConnectionString, out var connection));
            await using var bus = await GivenBus.ConnectAsync(connection, QueueOptions.RevenueName, TimeProvider.System, Cancellation);
            await using var app = await BusApp.StartAsync(servers, bus);
            var senders = Start(broker.ConnectionString);

            await Task.Delay(Life, Cancellation);
            var port = broker.Port;
            await broker.DisposeAsync();
            broker = await Broker.StartAsync(port, [QueueOptions.Revenue()], TimeProvider.System);
            var before = senders.Select(sender => sender.Taken.Count).ToList();
            while (senders.Zip(before).Any(each => each.First.Taken.Count < each.Second + EnoughToTell))
                await Task.Delay(Life, Cancellation);
            await Task.WhenAll(senders.Select(sender => sender.StopAsync()));
            await BusApp.HandledAsync(broker[QueueOptions.RevenueName]);

            // The batch under way at that moment may have been taken by either broker; what came after it was taken by the second.
            var sure = senders.Zip(before, (sender, count) => sender.Taken.Skip(count + RevenueSender.BatchSize)).SelectMany(ids => ids).ToList();
            var (total, entries) = await app.LedgerAsync();
            Assert.NotEmpty(sure);
            foreach (var id in sure)
                Assert.True(await app.HasEntryAsync(id), id);
            Assert.InRange(entries, sure.Count, senders.Sum(sender => sender.Taken.Count));
            Assert.Equal(entries * RevenueSender.Amount, total);
            await EndAsync(senders);
        }
        finally
        {
            await broker.DisposeAsync();
        }
    }

    private static List<RevenueSender> Start(string connection) =>
        [.. Enumerable.Range(0, Senders).Select(number => new RevenueSender(connection, $"sender-{number}"))];

    private static async Task EndAsync(IEnumerable<RevenueSender> senders)
    {
        foreach (var sender in senders)
            await sender.DisposeAsync();
    }
}
