namespace BuyOrder.Local.ServiceBus.Queues;

/// <summary>A queue, whether it is kept here or elsewhere.</summary>
internal interface IMessageQueue
{
    string Name { get; }

    QueueFigures Figures { get; }

    /// <summary>Returns when the queue has taken the message.</summary>
    Task SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation);
}
