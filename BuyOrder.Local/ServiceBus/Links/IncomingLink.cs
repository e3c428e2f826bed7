using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using BuyOrder.Local.ServiceBus.Queues;

namespace BuyOrder.Local.ServiceBus.Links;

/// <summary>A client's sender: what it sends is taken whole or not at all.</summary>
internal sealed class IncomingLink(BrokerQueue queue) : LinkEndpoint
{
    /// <summary>Messages that a client may have under way.</summary>
    public const int Credit = 1000;

    /// <summary>What the premium tier takes as it comes, a whole batch included; the SDKs are told, and make their batches no larger.</summary>
    public const ulong MaxMessageBytes = 1024 * 1024;

    /// <summary>A message whose data sections are messages.</summary>
    private const uint BatchFormat = 0x80013700;

    /// <summary>Of what the SDKs don't count against the limit: the transfer around a message.</summary>
    private const ulong Leeway = 64 * 1024;

    public override void OnFlow(FlowContext flowContext)
    {
    }

    public override void OnDisposition(DispositionContext dispositionContext) => dispositionContext.Complete();

    public override void OnMessage(MessageContext messageContext)
    {
        if (Refusal(messageContext.Message) is { } error)
            messageContext.Complete(error);
        else
            messageContext.Complete();
    }

    /// <summary>Null when the queue has it.</summary>
    private Error? Refusal(Message message)
    {
        try
        {
            List<SentMessage> batch = message.Format == BatchFormat ? [.. Contents(message)] : [SentMessage.From(message)];
            if (batch.Any(each => each.IsScheduled))
                return ServiceBusErrors.NotOffered("Scheduling a message");
            if ((ulong)batch.Sum(each => each.Bare.LongLength) > MaxMessageBytes + Leeway)
                return ServiceBusErrors.TooLarge(MaxMessageBytes);
            queue.Enqueue(batch);
            return null;
        }
        catch (Exception e) when (e is AmqpException or ArgumentException or InvalidCastException or IndexOutOfRangeException)
        {
            return new Error(ErrorCode.DecodeError) { Description = e.Message };
        }
    }

    private static IEnumerable<SentMessage> Contents(Message batch) => batch.BodySection switch
    {
        Data one => [Content(one)],
        DataList many => Enumerable.Range(0, many.Count).Select(index => Content(many[index])),
        _ => throw new AmqpException(ErrorCode.DecodeError, "A batch consists of data sections."),
    };

    private static SentMessage Content(Data section) =>
        SentMessage.From(Message.Decode(new ByteBuffer(section.Binary, 0, section.Binary.Length, section.Binary.Length)));
}
