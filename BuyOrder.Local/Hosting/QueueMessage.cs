namespace BuyOrder.Local.Hosting;

/// <summary>A message as it waits in a queue.</summary>
/// <param name="Id">Given by the sender, or a new one.</param>
/// <param name="SequenceNumber">Given by the queue, ascending.</param>
/// <param name="Body">As sent, byte for byte.</param>
/// <param name="EnqueuedAt">When the queue took it.</param>
internal sealed record QueueMessage(string Id, long SequenceNumber, ReadOnlyMemory<byte> Body, DateTimeOffset EnqueuedAt);

/// <summary>One try to hand a message over.</summary>
/// <param name="Message">What is handed over.</param>
/// <param name="Count">1 for the first try.</param>
internal sealed record Delivery(QueueMessage Message, int Count);
