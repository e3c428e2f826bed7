using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Notifications;

/// <summary>What became of a row of the outbox when its message was made again of what is stored.</summary>
/// <param name="Told">To be sent; null when the row is not what is stored tells.</param>
/// <param name="Fault">Why not; null when it may be sent.</param>
/// <param name="Facts">The row that an alarm was made of; null for an order's, and for alarms from before there were any.</param>
internal sealed record OutboxVerdict(Notification? Told, LedgerFault? Fault, TableRow? Facts);
