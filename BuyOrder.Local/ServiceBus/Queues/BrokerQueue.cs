namespace BuyOrder.Local.ServiceBus.Queues;

/// <summary>One queue in memory, as Service Bus has them: peek-lock, abandon, dead letters. It knows nothing of connections. Thread-safe.</summary>
internal sealed class BrokerQueue : IMessageQueue
{
    private readonly Lock gate = new();
    private readonly QueueOptions options;
    private readonly TimeProvider time;
    private readonly DuplicateWindow? duplicates;
    private readonly SortedDictionary<long, QueuedMessage> waiting = [];
    private readonly MessageLocks locks = new();
    private readonly ConsumerTurns consumers = new();
    private long lastNumber;
    private long completed;
    private long deliveries;

    public BrokerQueue(QueueOptions options, TimeProvider time)
        : this(options, time, new BrokerQueue(DeadLettersOf(options), time, null))
    {
    }

    private BrokerQueue(QueueOptions options, TimeProvider time, BrokerQueue? deadLetters)
    {
        (this.options, this.time, DeadLetters) = (options, time, deadLetters);
        duplicates = options.DuplicateDetectionWindow is { } window ? new DuplicateWindow(window) : null;
    }

    public string Name => options.Name;

    /// <summary>Null for a queue of dead letters itself.</summary>
    public BrokerQueue? DeadLetters { get; }

    public QueueFigures Figures
    {
        get
        {
            lock (gate)
                return new QueueFigures(waiting.Count + locks.Count, completed, DeadLetters?.Figures.Active ?? 0, deliveries);
        }
    }

    public Task SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        Enqueue([SentMessage.Of(body)]);
        return Task.CompletedTask;
    }

    /// <summary>All of them, in their order.</summary>
    public void Enqueue(IReadOnlyList<SentMessage> batch)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            foreach (var sent in batch)
            {
                if (duplicates?.Add(sent.MessageId, now) == false)
                    continue;
                var number = ++lastNumber;
                waiting.Add(number, QueuedMessage.Enqueued(sent, number, now));
            }
            Deliver();
        }
    }

    public void Attach(IQueueConsumer consumer)
    {
        lock (gate)
        {
            consumers.Add(consumer);
            Deliver();
        }
    }

    /// <summary>What it has locked stays locked until the lock ends.</summary>
    public void Detach(IQueueConsumer consumer)
    {
        lock (gate)
            consumers.Remove(consumer);
    }

    /// <summary>A consumer takes more messages, or, where that is not positive, none any more.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <param name="more">How many more.</param>
    /// <param name="afterwards">Called when what waits has been sent, before anything else can be.</param>
    public void Flow(IQueueConsumer consumer, int more, Action afterwards)
    {
        lock (gate)
        {
            consumer.Credit = more > 0 ? consumer.Credit + more : 0;
            Deliver();
            afterwards();
        }
    }

    /// <summary>False, here and below: the lock is gone.</summary>
    public bool Complete(Guid token)
    {
        lock (gate)
        {
            if (locks.Remove(token, time.GetUtcNow()) is null)
                return false;
            completed++;
            return true;
        }
    }

    /// <param name="token">Of the lock.</param>
    /// <param name="counts">
    /// Whether it was a failed delivery. A message that is only given back was never looked at: the SDK for .NET does that with what comes
    /// on credit that is left from an earlier call.
    /// </param>
    public bool Abandon(Guid token, bool counts)
    {
        lock (gate)
        {
            if (locks.Remove(token, time.GetUtcNow()) is not { } message)
                return false;
            Return(message, counts);
            if (!counts)
                deliveries--;
            Deliver();
            return true;
        }
    }

    public bool DeadLetter(Guid token, string? reason, string? description)
    {
        lock (gate)
        {
            if (locks.Remove(token, time.GetUtcNow()) is not { } message)
                return false;
            SetAside(message, reason, description);
            return true;
        }
    }

    /// <summary>The lock's new end; null: it is gone.</summary>
    public DateTimeOffset? Renew(Guid token)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            return locks.Find(token, now) is { } held ? held.Until = now + options.LockDuration : null;
        }
    }

    /// <summary>Messages as they wait or are held, oldest first, without touching them.</summary>
    public IReadOnlyList<QueuedMessage> Peek(long fromNumber, int maxCount)
    {
        lock (gate)
        {
            return [.. waiting.Values.Concat(locks.Messages)
                .Where(message => message.SequenceNumber >= fromNumber)
                .OrderBy(message => message.SequenceNumber)
                .Take(maxCount)];
        }
    }

    /// <summary>Takes back what has been held for too long, and sets aside what has waited for too long.</summary>
    public void ExpireOverdue()
    {
        DeadLetters?.ExpireOverdue();
        lock (gate)
        {
            var now = time.GetUtcNow();
            foreach (var message in locks.RemoveOverdue(now))
                Return(message, counts: true);
            foreach (var message in waiting.Values.Where(message => message.ExpiresAt <= now).ToList())
                Expire(message);
            Deliver();
        }
    }

    private static QueueOptions DeadLettersOf(QueueOptions options) => options with
    {
        Name = $"{options.Name}/$deadletterqueue",
        MaxDeliveryCount = int.MaxValue,
        DuplicateDetectionWindow = null,
    };

    private void Return(QueuedMessage message, bool counts)
    {
        if (counts && ++message.FailedDeliveries >= options.MaxDeliveryCount)
            SetAside(message, "MaxDeliveryCountExceeded", $"Message could not be consumed after {options.MaxDeliveryCount} delivery attempts.");
        else
            waiting.Add(message.SequenceNumber, message);
    }

    private void Expire(QueuedMessage message)
    {
        waiting.Remove(message.SequenceNumber);
        SetAside(message, "TTLExpiredException", "The message expired and was dead lettered.");
    }

    /// <summary>A dead letter that is set aside once more stays where it is.</summary>
    private void SetAside(QueuedMessage message, string? reason, string? description)
    {
        if (DeadLetters is null)
            waiting.Add(message.SequenceNumber, message);
        else
            DeadLetters.Take(message, Name, reason, description);
    }

    private void Take(QueuedMessage message, string source, string? reason, string? description)
    {
        lock (gate)
        {
            var dead = QueuedMessage.SetAside(message, ++lastNumber, source, reason, description);
            waiting.Add(dead.SequenceNumber, dead);
            Deliver();
        }
    }

    /// <summary>Oldest first, to each consumer in its turn.</summary>
    private void Deliver()
    {
        while (waiting.Count > 0 && consumers.Next() is { } consumer)
        {
            var now = time.GetUtcNow();
            var message = waiting.First().Value;
            if (message.ExpiresAt <= now)
            {
                Expire(message);
                continue;
            }
            waiting.Remove(message.SequenceNumber);
            var held = new MessageLock(message, now + options.LockDuration);
            if (consumer.TryDeliver(message, held))
                Hand(consumer, held);
            else
            {
                waiting.Add(message.SequenceNumber, message);
                consumers.Remove(consumer);
            }
        }
    }

    private void Hand(IQueueConsumer consumer, MessageLock held)
    {
        consumer.Credit--;
        deliveries++;
        if (consumer.TakesLocks)
            locks.Add(held);
        else
            completed++;
    }
}
