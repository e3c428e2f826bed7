using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus.Queues;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.ServiceBus;

/// <summary>A namespace or emulator that runs already. Its figures are those of this process: the SDK tells no others.</summary>
internal sealed class GivenBus : IMessageBus
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ServiceBusClient client;
    private readonly TimeProvider time;
    private readonly Dictionary<string, GivenQueue> queues;

    private GivenBus(BusConnection connection, ServiceBusClient client, string queue, TimeProvider time)
    {
        (ConnectionString, Address, this.client, this.time) = (connection.Text, connection.Shown, client, time);
        queues = new(StringComparer.OrdinalIgnoreCase) { [queue] = new GivenQueue(queue, client.CreateSender(queue)) };
        Queues = queues.ToDictionary(each => each.Key, IMessageQueue (each) => each.Value, StringComparer.OrdinalIgnoreCase);
    }

    public string ConnectionString { get; }

    public string Address { get; }

    public IReadOnlyDictionary<string, IMessageQueue> Queues { get; }

    /// <exception cref="ServerStartException">It does not answer, does not let us in, or has no such queue.</exception>
    public static async Task<GivenBus> ConnectAsync(
        BusConnection connection, string queue, TimeProvider time, CancellationToken cancellation)
    {
        var options = new ServiceBusClientOptions { RetryOptions = { TryTimeout = Patience, MaxRetries = 0 } };
        var client = new ServiceBusClient(connection.Text, options);
        try
        {
            await using var receiver = client.CreateReceiver(queue);
            await receiver.PeekMessageAsync(cancellationToken: cancellation);
            return new GivenBus(connection, client, queue, time);
        }
        catch (Exception e) when (e is ServiceBusException or UnauthorizedAccessException)
        {
            await client.DisposeAsync();
            var reason = e is ServiceBusException known ? known.Reason.ToString() : "it does not let us in";
            throw new ServerStartException($"--bus {connection.Shown}: queue {queue} can't be used: {reason}", e);
        }
    }

    public QueueListener Listen(string queue, int maxMessages, BatchFunction function, ILogger<QueueListener> log)
    {
        var listener = new QueueListener(client, queue, maxMessages, function, time, log);
        queues[queue].Listeners.Add(listener);
        return listener;
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private sealed class GivenQueue(string name, ServiceBusSender sender) : IMessageQueue
    {
        private int sent;

        public string Name => name;

        public ConcurrentBag<QueueListener> Listeners { get; } = [];

        public QueueFigures Figures
        {
            get
            {
                var completed = Listeners.Sum(listener => listener.Completed);
                var active = Math.Max(0, Volatile.Read(ref sent) - completed);
                return new QueueFigures((int)active, completed, 0, Listeners.Sum(listener => listener.Deliveries));
            }
        }

        public async Task SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
        {
            Interlocked.Increment(ref sent);
            await sender.SendMessageAsync(new ServiceBusMessage(body), cancellation);
        }
    }
}
