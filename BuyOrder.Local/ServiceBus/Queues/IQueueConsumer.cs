namespace BuyOrder.Local.ServiceBus.Queues;

/// <summary>Who takes messages from a queue: a client's receiver. The queue calls it under its own lock.</summary>
internal interface IQueueConsumer
{
    /// <summary>Peek-lock; else a message is gone with its delivery.</summary>
    bool TakesLocks { get; }

    /// <summary>Messages that it still takes; only the queue changes it.</summary>
    int Credit { get; set; }

    /// <summary>Sends it without waiting; false: the consumer is gone.</summary>
    bool TryDeliver(QueuedMessage message, MessageLock held);
}
