using System.Threading.Channels;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// One queue of the local Service Bus, in memory: messages go out in batches, come back when they are abandoned, and are set aside
/// after <see cref="MaxDeliveryCount"/> deliveries. Thread-safe.
/// </summary>
internal sealed class MessageQueue(string name, TimeProvider time)
{
    /// <summary>Service Bus' own default.</summary>
    public const int MaxDeliveryCount = 10;

    private readonly Lock gate = new();
    /// <summary>One signal is enough, however many messages have come: a receiver takes all that it can.</summary>
    private readonly Channel<bool> arrivals =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly SortedDictionary<long, Delivery> waiting = [];
    private readonly List<Delivery> deadLetters = [];
    private long sequenceNumber;
    private long completed;
    private long deliveries;
    private int inHand;

    public string Name => name;

    public QueueFigures Figures
    {
        get
        {
            lock (gate)
                return new QueueFigures(waiting.Count + inHand, completed, deadLetters.Count, deliveries);
        }
    }

    public QueueMessage Send(ReadOnlyMemory<byte> body)
    {
        lock (gate)
        {
            var message = new QueueMessage(Guid.NewGuid().ToString("N"), ++sequenceNumber, body, time.GetUtcNow());
            waiting.Add(message.SequenceNumber, new Delivery(message, 0));
            arrivals.Writer.TryWrite(true);
            return message;
        }
    }

    /// <summary>Waits for a message, then takes all that wait, oldest first, up to <paramref name="maxCount"/>.</summary>
    public async Task<IReadOnlyList<Delivery>> ReceiveAsync(int maxCount, CancellationToken cancellation)
    {
        for (; ; )
        {
            await arrivals.Reader.ReadAsync(cancellation);
            lock (gate)
            {
                var batch = waiting.Values.Take(maxCount).Select(each => each with { Count = each.Count + 1 }).ToList();
                if (batch.Count == 0)
                    continue;
                foreach (var delivery in batch)
                    waiting.Remove(delivery.Message.SequenceNumber);
                inHand += batch.Count;
                deliveries += batch.Count;
                if (waiting.Count > 0)
                    arrivals.Writer.TryWrite(true);
                return batch;
            }
        }
    }

    public void Complete(IReadOnlyList<Delivery> batch)
    {
        lock (gate)
        {
            inHand -= batch.Count;
            completed += batch.Count;
        }
    }

    /// <summary>Puts a batch back where it was, except what has been delivered too often.</summary>
    public void Abandon(IReadOnlyList<Delivery> batch)
    {
        lock (gate)
        {
            inHand -= batch.Count;
            foreach (var delivery in batch)
            {
                if (delivery.Count >= MaxDeliveryCount)
                    deadLetters.Add(delivery);
                else
                    waiting.Add(delivery.Message.SequenceNumber, delivery);
            }
            if (waiting.Count > 0)
                arrivals.Writer.TryWrite(true);
        }
    }
}

/// <param name="Active">Waiting or being delivered.</param>
/// <param name="Completed">Handled, since the start.</param>
/// <param name="DeadLettered">Given up after too many deliveries.</param>
/// <param name="Deliveries">Tries to hand a message over, since the start.</param>
internal sealed record QueueFigures(int Active, long Completed, int DeadLettered, long Deliveries);
