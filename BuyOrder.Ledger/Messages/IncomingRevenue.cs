using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Messages;

/// <summary>The raw bytes of one message and how it came in.</summary>
internal sealed record IncomingRevenue(ReadOnlyMemory<byte> Body, DeliveryInfo? Delivery = null);

/// <summary>How a message came in; kept with rejected revenue, never part of an entry.</summary>
/// <remarks>The origin is <c>queue</c> or <c>http</c>; the rest is what the queue told, if anything.</remarks>
internal sealed record DeliveryInfo(string Origin, string? MessageId = null, int? DeliveryCount = null, DateTimeOffset? EnqueuedAt = null)
{
    public const string Queue = "queue";
    public const string Http = "http";
}

/// <summary>A message to be kept as rejected revenue; its id is known when the message itself could be read.</summary>
internal sealed record RefusedMessage(IncomingRevenue Message, string? Id, Rejection Rejection);
