namespace BuyOrder.Ledger.Messages;

/// <summary>The raw bytes of one message and how it came in.</summary>
internal sealed record IncomingRevenue(ReadOnlyMemory<byte> Body, DeliveryInfo? Delivery = null);
