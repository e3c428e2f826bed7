using System.Text;
using Amqp;
using Amqp.Framing;
using BuyOrder.Local.ServiceBus.Queues;

namespace BuyOrder.Functions.Tests.Local.ServiceBus;

/// <summary>A receiver that keeps what it gets.</summary>
internal sealed class TakingConsumer(BrokerQueue queue) : IQueueConsumer
{
    private readonly List<MessageLock> held = [];

    public bool TakesLocks { get; init; } = true;

    public bool IsGone { get; set; }

    public int Credit { get; set; }

    public bool TryDeliver(QueuedMessage message, MessageLock held)
    {
        if (IsGone)
            return false;
        this.held.Add(held);
        return true;
    }

    public static TakingConsumer Attached(BrokerQueue queue)
    {
        var consumer = new TakingConsumer(queue);
        queue.Attach(consumer);
        return consumer;
    }

    /// <summary>Asks for messages, and gets what waits; no more comes afterwards.</summary>
    public IReadOnlyList<MessageLock> Receive(int maxCount)
    {
        held.Clear();
        queue.Flow(this, maxCount, () => Credit = 0);
        return [.. held];
    }

    public MessageLock ReceiveOne() => Assert.Single(Receive(1));

    public static Message Decode(QueuedMessage message)
    {
        var bytes = message.Sent.Bare;
        return Message.Decode(new ByteBuffer(bytes, 0, bytes.Length, bytes.Length));
    }

    public static string Body(QueuedMessage message) => Encoding.UTF8.GetString(((Data)Decode(message).BodySection).Binary);

    public static string[] Bodies(IEnumerable<MessageLock> batch) => [.. batch.Select(held => Body(held.Message))];
}
