using Azure.Messaging.ServiceBus;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Benchmarks.Tables;
using BuyOrder.Ledger.Opening;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.App;

/// <summary>
/// From a payment service's sender through the local Service Bus, the local host and the app's process to durable entries, beside the same
/// batches handed to the intake in this process, one after the other as well.
/// </summary>
internal sealed class BusBenchmark : IBenchmark
{
    private const int RoundCount = 5;
    private const int Messages = 3_000;
    private const int BatchSize = 100;
    private const int Days = 1;
    private const double LeastRatio = 0.6;

    public string Name => "bus";

    public string Summary => "messages of a real SDK sender through broker, host and app to durable entries; beside the same batches in process";

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        var series = await Rounds.RunAsync(
            RoundCount, () => ThroughBusAsync(servers, cancellation), () => InProcessAsync(servers));
        return [Line.Of($"batches of {BatchSize}", "entries/s", series[0], "entries/s in process", series[1], Aim.Least(LeastRatio))];
    }

    private static async Task<double> ThroughBusAsync(TestServers servers, CancellationToken cancellation)
    {
        await using var broker = await Broker.StartAsync(preferredPort: 0, [QueueOptions.Revenue()], TimeProvider.System);
        await using var app = await BusApp.StartAsync(servers, broker);
        await using var client = new ServiceBusClient(broker.ConnectionString);
        await using var sender = client.CreateSender(QueueOptions.RevenueName);
        await SendAndWaitAsync("warm");
        return await Rounds.PerSecondAsync(Messages, () => SendAndWaitAsync("pay"));

        async Task SendAndWaitAsync(string prefix)
        {
            foreach (var batch in Sample(prefix))
                await sender.SendMessagesAsync(batch.Select(body => new ServiceBusMessage(body)), cancellation);
            await BusApp.HandledAsync(broker[QueueOptions.RevenueName]);
        }
    }

    private static async Task<double> InProcessAsync(TestServers servers)
    {
        await using var tables = await FreshTables.NewAsync(servers);
        using var ledger = new LedgerSystem(tables.Store, LedgerOptions.DefaultShardCount);
        await RecordAsync("warm");
        return await Rounds.PerSecondAsync(Messages, () => RecordAsync("pay"));

        async Task RecordAsync(string prefix)
        {
            foreach (var batch in Sample(prefix))
                await ledger.RecordAsync(batch);
        }
    }

    private static IEnumerable<byte[][]> Sample(string prefix) => SampleMessages.Create(Messages, Days, prefix).Chunk(BatchSize);
}
