using System.Net;
using System.Net.Sockets;
using Azure.Messaging.ServiceBus;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;

namespace BuyOrder.Functions.Tests.Local.ServiceBus;

/// <summary>Where the broker is found, also by clients that have known another one there.</summary>
public sealed class BrokerAddressTests : IAsyncLifetime
{
    private const string Revenue = QueueOptions.RevenueName;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Broker broker = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => broker = await StartAsync();

    public ValueTask DisposeAsync() => broker.DisposeAsync();

    [Fact]
    public async Task Clients_outlive_the_broker_and_find_the_next_one_on_its_port()
    {
        await using var client = new ServiceBusClient(broker.ConnectionString);
        await using var sender = client.CreateSender(Revenue);
        await using var receiver = client.CreateReceiver(Revenue);
        await sender.SendMessageAsync(new ServiceBusMessage("before"), Cancellation);
        var receiving = receiver.ReceiveMessagesAsync(10, Patience, Cancellation);
        Assert.Single(await receiving);
        receiving = receiver.ReceiveMessagesAsync(10, Patience, Cancellation);

        var port = broker.Port;
        await broker.DisposeAsync();
        var sending = sender.SendMessageAsync(new ServiceBusMessage("meanwhile"), Cancellation);
        broker = await StartAsync(port);
        await sending;

        Assert.Equal(port, broker.Port);
        Assert.Equal("meanwhile", Assert.Single(await receiving).Body.ToString());
        // What the first one had is gone with it: it was in memory.
        Assert.Equal(1, broker[Revenue].Figures.Active);
    }

    [Fact]
    public async Task Broker_is_reached_from_this_machine_alone_and_takes_the_next_port_when_its_own_is_taken()
    {
        await using var second = await Broker.StartAsync(broker.Port, [QueueOptions.Revenue()], TimeProvider.System);

        Assert.InRange(second.Port, broker.Port + 1, ushort.MaxValue);
        var outside = Dns.GetHostAddresses(Dns.GetHostName()).Where(address => !IPAddress.IsLoopback(address));
        foreach (var address in outside)
        {
            using var socket = new TcpClient(address.AddressFamily);
            await Assert.ThrowsAsync<SocketException>(async () => await socket.ConnectAsync(address, broker.Port, Cancellation));
        }
    }

    private static Task<Broker> StartAsync(int port = 0) => Broker.StartAsync(port, [QueueOptions.Revenue()], TimeProvider.System);
}
