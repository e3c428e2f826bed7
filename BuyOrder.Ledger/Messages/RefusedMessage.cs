using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Messages;

/// <summary>A message to be kept as rejected revenue; its id is known when the message itself could be read.</summary>
internal sealed record RefusedMessage(IncomingRevenue Message, string? Id, Rejection Rejection);
