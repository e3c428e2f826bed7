using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using BuyOrder.Local.ServiceBus.Queues;

namespace BuyOrder.Local.ServiceBus.Links;

/// <summary>Connects each link of a client with the queue, or the node of one, that it asks for.</summary>
/// <param name="queues">By name; upper and lower case are the same.</param>
internal sealed class LinkProcessor(IReadOnlyDictionary<string, BrokerQueue> queues) : ILinkProcessor
{
    private const string TokenNode = "$cbs";
    private const string ManagementSuffix = "/$management";

    public void Process(AttachContext attachContext)
    {
        var link = attachContext.Link;
        // A link that receives here is a client's sender, and its target says where to; what is sent from here has a source.
        var address = NameOf(link.Role ? (attachContext.Attach.Target as Target)?.Address : (attachContext.Attach.Source as Source)?.Address);
        if (NodeOf(address) is { } node)
            AttachNode(attachContext, node);
        else if (!queues.TryGetValue(address, out var queue))
            attachContext.Complete(ServiceBusErrors.NoQueue(address));
        else if (link.Role)
        {
            attachContext.Attach.MaxMessageSize = IncomingLink.MaxMessageBytes;
            attachContext.Complete(new IncomingLink(queue), IncomingLink.Credit);
        }
        else
            AttachReceiver(attachContext, queue);
    }

    /// <summary>With a leading slash or without, and some clients send the whole address.</summary>
    private static string NameOf(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme.StartsWith("amqp", StringComparison.Ordinal)
            ? Uri.UnescapeDataString(url.AbsolutePath).Trim('/')
            : address?.Trim('/') ?? "";

    /// <summary>What answers there; null when it is no node.</summary>
    private Func<Message, Message>? NodeOf(string address)
    {
        if (address.Equals(TokenNode, StringComparison.OrdinalIgnoreCase))
            return ManagementNode.AcceptToken;
        return address.EndsWith(ManagementSuffix, StringComparison.OrdinalIgnoreCase)
            && queues.TryGetValue(address[..^ManagementSuffix.Length], out var queue)
            ? new ManagementNode(queue).Handle
            : null;
    }

    private static void AttachNode(AttachContext attach, Func<Message, Message> node)
    {
        var replies = ReplyLinks.Of((ListenerConnection)attach.Link.Session.Connection);
        if (attach.Link.Role)
        {
            attach.Complete(new RequestLink(replies, node), RequestLink.Credit);
            return;
        }
        // The SDK for .NET has its answers sent to this link's target, the one for JavaScript to the link's name.
        replies.Add((attach.Attach.Target as Target)?.Address ?? attach.Link.Name, attach.Link);
        attach.Complete(new ReplyLink(), 0);
    }

    private static void AttachReceiver(AttachContext attach, BrokerQueue queue)
    {
        var receiver = new OutgoingLink(attach.Link, queue);
        attach.Complete(receiver, 0);
        if (!attach.Link.IsClosed)
            queue.Attach(receiver);
    }
}
