using System.Text;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Integration;

/// <summary>The senders that the docs show, run as they are against the local Service Bus and the real app.</summary>
public sealed class SenderTests(TestServers servers)
{
    private const int Messages = 250;
    private const decimal Amount = 12.50m;
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("csharp")]
    [InlineData("typescript")]
    [InlineData("python")]
    public async Task Sender_waits_for_a_bus_that_comes_late_and_what_it_sends_twice_counts_once(string language)
    {
        var sender = await SampleSender.PrepareAsync(language, servers);
        var port = FreePort.Any();
        var connection = $"Endpoint=sb://localhost:{port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;";
        var lines = SampleRevenue.Sales(language, Messages, Amount).Select(Encoding.UTF8.GetString).ToList();

        var sending = sender.SendAsync(connection, lines);
        await Task.Delay(Absence, Cancellation);
        Assert.False(sending.IsCompleted, "The sender ended without a bus.");
        await using var broker = await Broker.StartAsync(port, [QueueOptions.Revenue()], TimeProvider.System);
        Assert.Equal((port, connection), (broker.Port, broker.ConnectionString));
        await using var app = await BusApp.StartAsync(servers, broker);

        Assert.Equal($"sent {Messages}", await sending);
        await BusApp.HandledAsync(broker[QueueOptions.RevenueName]);
        Assert.Equal((Messages * Amount, Messages), await app.LedgerAsync());

        Assert.Equal($"sent {Messages}", await sender.SendAsync(connection, lines));
        await BusApp.HandledAsync(broker[QueueOptions.RevenueName]);
        Assert.Equal((Messages * Amount, Messages), await app.LedgerAsync());
        var figures = broker[QueueOptions.RevenueName].Figures;
        Assert.Equal((0, 0), (figures.Active, figures.DeadLettered));
        Assert.InRange(figures.Completed, 2 * Messages, long.MaxValue);
    }
}
