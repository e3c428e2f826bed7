using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amqp;
using Amqp.Listener;
using Azure.Messaging.ServiceBus;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus.Links;
using BuyOrder.Local.ServiceBus.Queues;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.ServiceBus;

/// <summary>
/// Queues on loopback behind AMQP 1.0, as far as the Azure SDKs need it of Service Bus. They are in memory: what waits is gone when the
/// broker ends.
/// </summary>
internal sealed class Broker : IMessageBus
{
    public const int DefaultPort = 5672;

    private const int MaxSessionsPerConnection = 1000;
    private const int MaxLinksPerSession = 256;

    /// <summary>How late the end of a lock or message may be noticed while nothing asks for it; what is asked for is judged exactly.</summary>
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMilliseconds(500);

    private readonly ContainerHost host;
    private readonly FrozenDictionary<string, BrokerQueue> queues;
    private readonly TimeProvider time;
    private readonly ITimer expiry;
    private readonly Lazy<ServiceBusClient> client;

    private Broker(int port, ContainerHost host, IReadOnlyList<BrokerQueue> queues, TimeProvider time)
    {
        (Port, this.host, this.time) = (port, host, time);
        this.queues = queues.ToFrozenDictionary(queue => queue.Name, StringComparer.OrdinalIgnoreCase);
        Queues = queues.ToDictionary(queue => queue.Name, IMessageQueue (queue) => queue, StringComparer.OrdinalIgnoreCase);
        client = new Lazy<ServiceBusClient>(() => new ServiceBusClient(ConnectionString));
        expiry = time.CreateTimer(_ => ExpireOverdue(), null, ExpiryInterval, ExpiryInterval);
    }

    public int Port { get; }

    public IReadOnlyDictionary<string, IMessageQueue> Queues { get; }

    /// <summary>The key protects nothing, and is the one that Microsoft's emulator is documented with.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"Endpoint=sb://localhost:{Port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;");

    public string Address => ConnectionString;

    public BrokerQueue this[string queue] => queues[queue];

    /// <param name="preferredPort">The first free port from here on; 0 = any.</param>
    /// <param name="queues">All that there will be.</param>
    /// <param name="time">The clock of locks and lives.</param>
    /// <exception cref="ServerStartException">No port is free.</exception>
    public static Task<Broker> StartAsync(int preferredPort, IReadOnlyList<QueueOptions> queues, TimeProvider time) =>
        ServerPort.StartAsync(preferredPort, port => Task.FromResult(Open(port, queues, time)));

    public QueueListener Listen(string queue, int maxMessages, BatchFunction function, ILogger<QueueListener> log) =>
        new(client.Value, queue, maxMessages, function, time, log);

    public async ValueTask DisposeAsync()
    {
        await expiry.DisposeAsync();
        if (client.IsValueCreated)
            await client.Value.DisposeAsync();
        host.Close();
    }

    private static Broker Open(int port, IReadOnlyList<QueueOptions> options, TimeProvider time)
    {
        var queues = options.Select(each => new BrokerQueue(each, time)).ToList();
        // By their numbers: the library takes the name localhost for every interface.
        var host = new ContainerHost([.. Loopbacks().Select(address => new Address(address, port, null, null, "/", "amqp"))]);
        foreach (var listener in host.Listeners)
        {
            foreach (var mechanism in OpenSaslProfile.Mechanisms)
                listener.SASL.EnableMechanism(mechanism, new OpenSaslProfile(mechanism));
            listener.AMQP.MaxSessionsPerConnection = MaxSessionsPerConnection;
            listener.AMQP.MaxLinksPerSession = MaxLinksPerSession;
            listener.HandlerFactory = _ => new LockTokenTags();
        }
        host.RegisterLinkProcessor(new LinkProcessor(
            queues.Concat(queues.Select(queue => queue.DeadLetters!)).ToFrozenDictionary(queue => queue.Name, StringComparer.OrdinalIgnoreCase)));
        try
        {
            host.Open();
        }
        catch (SocketException e)
        {
            host.Close();
            throw new ServerStartException($"The queues can't have port {port}: {e.Message}", e);
        }
        return new Broker(port, host, queues, time);
    }

    /// <summary>Clients take localhost for either; not every machine has the second.</summary>
    private static IEnumerable<string> Loopbacks()
    {
        yield return IPAddress.Loopback.ToString();
        if (HasIPv6Loopback())
            yield return IPAddress.IPv6Loopback.ToString();
    }

    private static bool HasIPv6Loopback()
    {
        if (!Socket.OSSupportsIPv6)
            return false;
        using var probe = new TcpListener(IPAddress.IPv6Loopback, 0);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void ExpireOverdue()
    {
        foreach (var queue in queues.Values)
            queue.ExpireOverdue();
    }
}
