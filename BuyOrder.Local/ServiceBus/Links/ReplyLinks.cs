using System.Collections.Concurrent;
using Amqp;
using Amqp.Listener;

namespace BuyOrder.Local.ServiceBus.Links;

/// <summary>
/// Where a connection's requests are answered, by the address that they name. Other connections use the same names for links of their own.
/// </summary>
internal sealed class ReplyLinks
{
    private static readonly string Property = typeof(ReplyLinks).FullName!;

    private readonly ConcurrentDictionary<string, ListenerLink> byAddress = new();

    public static ReplyLinks Of(ListenerConnection connection)
    {
        lock (connection.Properties)
        {
            if (!connection.Properties.TryGetValue(Property, out var links))
                connection.Properties[Property] = links = new ReplyLinks();
            return (ReplyLinks)links;
        }
    }

    public void Add(string address, ListenerLink link)
    {
        byAddress[address] = link;
        link.AddClosedCallback((_, _) => byAddress.TryRemove(KeyValuePair.Create(address, link)));
    }

    /// <summary>A request that names no link of its connection can't be answered.</summary>
    public void Send(string? address, Message answer)
    {
        if (address is not null && byAddress.TryGetValue(address, out var link))
            link.SendMessage(answer);
    }
}
