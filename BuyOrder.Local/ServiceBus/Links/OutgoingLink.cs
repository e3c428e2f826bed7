using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using BuyOrder.Local.ServiceBus.Queues;

namespace BuyOrder.Local.ServiceBus.Links;

/// <summary>A client's receiver.</summary>
internal sealed class OutgoingLink : LinkEndpoint, IQueueConsumer
{
    private readonly ListenerLink link;
    private readonly BrokerQueue queue;
    private volatile bool closed;

    public OutgoingLink(ListenerLink link, BrokerQueue queue)
    {
        (this.link, this.queue) = (link, queue);
        link.AddClosedCallback((_, _) =>
        {
            closed = true;
            queue.Detach(this);
        });
    }

    public bool TakesLocks => !link.SettleOnSend;

    public int Credit { get; set; }

    public bool TryDeliver(QueuedMessage message, MessageLock held)
    {
        if (closed)
            return false;
        try
        {
            link.SendMessage(new DeliveredMessage(held.Token), message.Encode(TakesLocks ? held : null));
            return true;
        }
        catch (Exception e) when (e is AmqpException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The library tells by how much the client's credit has grown, and ends all of it when it has not; the queue does the same.</summary>
    public override void OnFlow(FlowContext flowContext) => queue.Flow(this, flowContext.Messages, EndDrain);

    public override void OnDisposition(DispositionContext dispositionContext)
    {
        // A link that closes gives its deliveries back, says the library; in Service Bus they stay locked until the lock ends.
        if (closed || dispositionContext.Message is not DeliveredMessage { LockToken: var token })
            return;
        switch (Settle(token, dispositionContext.DeliveryState))
        {
            case null:
                dispositionContext.Complete();
                break;
            case { } error:
                dispositionContext.Complete(error);
                break;
        }
    }

    /// <summary>Null when it is done.</summary>
    private Error? Settle(Guid token, DeliveryState state) => state switch
    {
        Accepted => Judge(queue.Complete(token)),
        Rejected rejected => Judge(queue.DeadLetter(
            token, Info(rejected, "DeadLetterReason"), Info(rejected, "DeadLetterErrorDescription"))),
        Modified { UndeliverableHere: true } => ServiceBusErrors.NotOffered("Deferring a message"),
        Modified => Judge(queue.Abandon(token, counts: true)),
        _ => Judge(queue.Abandon(token, counts: false)),
    };

    private static Error? Judge(bool done) => done ? null : ServiceBusErrors.LockLost();

    /// <summary>Its key is a symbol from .NET, a string from JavaScript.</summary>
    private static string? Info(Rejected rejected, string name) =>
        rejected.Error?.Info?.FirstOrDefault(each => each.Key.ToString() == name).Value as string;

    private void EndDrain()
    {
        if (closed || !link.IsDraining)
            return;
        Credit = 0;
        link.CompleteDrain();
        // That flow does not say that it ends a drain, and @azure/service-bus waits for one that does.
        link.SetCredit(0, drain: true, autoRestore: false);
    }
}
