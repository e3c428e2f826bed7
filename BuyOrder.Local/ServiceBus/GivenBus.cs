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
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var client = new ServiceBusClient(connection.Text);
        try
        {
            await using var receiver = client.CreateReceiver(queue);
            await receiver.PeekMessageAsync(cancellationToken: limit.Token);
            return new GivenBus(connection, client, queue, time);
        }
        catch (Exception e) when (
            !cancellation.IsCancellationRequested && e is ServiceBusException or UnauthorizedAccessException or OperationCanceledException)
        {
            await client.DisposeAsync();
            throw new ServerStartException($"--bus {connection.Shown}: queue {queue} can't be used: {Reason(e)}", e);
        }
    }

    private static string Reason(Exception e) => e switch
    {
        ServiceBusException known => known.Reason.ToString(),
        UnauthorizedAccessException => "it does not let us in",
        _ => $"no answer within {Patience.TotalSeconds:0} s",
    };

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
