using Amqp;
using Amqp.Handler;

namespace BuyOrder.Local.ServiceBus.Links;

/// <summary>The SDKs read a message's lock token from the tag of its delivery.</summary>
internal sealed class LockTokenTags : IHandler
{
    public bool CanHandle(EventId id) => id == EventId.SendDelivery;

    public void Handle(Event protocolEvent)
    {
        if (protocolEvent.Context is IDelivery { Message: DeliveredMessage message } delivery)
            delivery.Tag = message.LockToken.ToByteArray();
    }
}

/// <summary>A message on its way to a client: the library keeps it until the client has settled it.</summary>
internal sealed class DeliveredMessage(Guid lockToken) : Message
{
    public Guid LockToken => lockToken;
}
