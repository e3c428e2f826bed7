using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace BuyOrder.Local.ServiceBus.Queues;

/// <summary>A message in a queue, with what the queue says of it.</summary>
internal sealed class QueuedMessage
{
    private const int HeadBytes = 256;
    private const byte DefaultPriority = 4;

    private QueuedMessage()
    {
    }

    public required SentMessage Sent { get; init; }

    /// <summary>Given by the queue, ascending.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>The number that its first queue gave it; another one than <see cref="SequenceNumber"/> for a dead letter.</summary>
    public required long EnqueuedSequenceNumber { get; init; }

    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>Not delivered any more from then on.</summary>
    public DateTimeOffset ExpiresAt { get; private init; } = DateTimeOffset.MaxValue;

    /// <summary>The queue that it was set aside from; null: it was not.</summary>
    public string? DeadLetterSource { get; private init; }

    /// <summary>Deliveries that ended in anything but completion.</summary>
    public int FailedDeliveries { get; set; }

    public static QueuedMessage Enqueued(SentMessage sent, long number, DateTimeOffset now) => new()
    {
        Sent = sent,
        SequenceNumber = number,
        EnqueuedSequenceNumber = number,
        EnqueuedAt = now,
        ExpiresAt = sent.TimeToLive is { } life && life < DateTimeOffset.MaxValue - now ? now + life : DateTimeOffset.MaxValue,
    };

    /// <summary>The dead letter that a message becomes; it never expires.</summary>
    public static QueuedMessage SetAside(QueuedMessage message, long number, string source, string? reason, string? description) => new()
    {
        Sent = message.Sent.DeadLettered(reason, description),
        SequenceNumber = number,
        EnqueuedSequenceNumber = message.EnqueuedSequenceNumber,
        EnqueuedAt = message.EnqueuedAt,
        DeadLetterSource = source,
        FailedDeliveries = message.FailedDeliveries,
    };

    /// <summary>As it goes out: the header and annotations of this delivery, then the sender's bytes.</summary>
    /// <param name="held">Null: it is shown, or given away, without a lock.</param>
    public ByteBuffer Encode(MessageLock? held)
    {
        var buffer = new ByteBuffer(Sent.Bare.Length + HeadBytes, true);
        Encoder.WriteObject(buffer, HeaderNow());
        if (held is not null)
        {
            var annotations = new DeliveryAnnotations();
            annotations[new Symbol("x-opt-lock-token")] = held.Token;
            Encoder.WriteObject(buffer, annotations);
        }
        Encoder.WriteObject(buffer, AnnotationsNow(held));
        AmqpBitConverter.WriteBytes(buffer, Sent.Bare, 0, Sent.Bare.Length);
        return buffer;
    }

    private Header HeaderNow()
    {
        var header = new Header { DeliveryCount = (uint)FailedDeliveries, Durable = Sent.Header?.Durable ?? false };
        if (Sent.Header?.Priority is { } priority and not DefaultPriority)
            header.Priority = priority;
        if (Sent.TimeToLive is not null)
            header.Ttl = Sent.Header!.Ttl;
        return header;
    }

    private MessageAnnotations AnnotationsNow(MessageLock? held)
    {
        const int active = 0;
        var annotations = new MessageAnnotations();
        foreach (var (key, value) in Sent.Annotations?.Map ?? [])
            annotations.Map[key] = value;
        annotations[new Symbol("x-opt-sequence-number")] = SequenceNumber;
        annotations[new Symbol("x-opt-enqueue-sequence-number")] = EnqueuedSequenceNumber;
        annotations[new Symbol("x-opt-enqueued-time")] = EnqueuedAt.UtcDateTime;
        annotations[new Symbol("x-opt-message-state")] = active;
        if (held is not null)
            annotations[new Symbol("x-opt-locked-until")] = held.Until.UtcDateTime;
        if (DeadLetterSource is not null)
            annotations[new Symbol("x-opt-deadletter-source")] = DeadLetterSource;
        return annotations;
    }
}
