namespace BuyOrder.Local.ServiceBus.Queues;

/// <summary>The consumers of a queue, each of which gets a message in its turn.</summary>
internal sealed class ConsumerTurns
{
    private readonly List<IQueueConsumer> consumers = [];
    private int next;

    public void Add(IQueueConsumer consumer) => consumers.Add(consumer);

    public void Remove(IQueueConsumer consumer) => consumers.Remove(consumer);

    /// <summary>The next one that still takes messages; null when none does.</summary>
    public IQueueConsumer? Next()
    {
        for (var tries = 0; tries < consumers.Count; tries++)
        {
            next = (next + 1) % consumers.Count;
            if (consumers[next].Credit > 0)
                return consumers[next];
        }
        return null;
    }
}
