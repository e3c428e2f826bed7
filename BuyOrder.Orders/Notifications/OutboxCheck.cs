using System.Text.Json;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Notifications;

/// <summary>
/// Makes what waits to be sent again of what is stored besides, an order's of the order and its records, an alarm of its facts: a row that
/// says anything else was edited, and is told to none.
/// </summary>
internal sealed class OutboxCheck(ITableStore tables)
{
    private readonly ITable table = tables.Table(OrderKeys.Table);
    private readonly OrderTold orders = new(tables.Table(OrderKeys.Table));
    private readonly AlarmTold alarms = new(tables);

    public async Task<OutboxVerdict> CheckAsync(TableRow row, CancellationToken cancellation)
    {
        var facts = await FactsAsync(row, cancellation);
        try
        {
            var (told, fault) = await DeriveAsync(row, facts, cancellation);
            return new OutboxVerdict(fault is null ? told : null, fault, facts);
        }
        catch (LedgerFaultException broken)
        {
            return new OutboxVerdict(null, broken.Fault, facts);
        }
        catch (ForeignRowException foreign)
        {
            return new OutboxVerdict(null, LedgerFault.Of(foreign), facts);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or OverflowException or JsonException)
        {
            return new OutboxVerdict(null, LedgerFault.Row(row, $"it cannot be compared: {unreadable.Message.TrimEnd('.')}"), facts);
        }
    }

    private async Task<(Notification? Told, LedgerFault? Fault)> DeriveAsync(TableRow row, TableRow? facts, CancellationToken cancellation)
    {
        var notification = NotificationRow.Read(row.Values);
        var written = NotificationRow.Insert(notification);
        if (row.Key != written.Key)
            return (null, LedgerFault.Value(row, "messageId", notification.MessageId, row.Key, "the key says that"));
        if (RowDifference.First(row, written.Values, "that is how a notification is written") is { } added)
            return (null, added);
        var told = notification.Event is Notification.StoreOutdated or Notification.LedgerFaultEvent
            ? await alarms.DeriveAsync(notification, facts, cancellation)
            : await orders.DeriveAsync(row, notification, cancellation);
        return told is null
            ? (null, LedgerFault.Row(row, "nothing that is stored has this to tell"))
            : (told, RowDifference.First(row, NotificationRow.Insert(told).Values, "what is stored besides has that to tell"));
    }

    /// <summary>Of the same key but for its beginning; an order's message has none. One that this service cannot have written says nothing, and stays.</summary>
    private async Task<TableRow?> FactsAsync(TableRow row, CancellationToken cancellation)
    {
        var after = row.Key[OrderKeys.OutboxPrefix.Length..];
        if (!after.Contains($":{Notification.StoreOutdated}:", StringComparison.Ordinal) && !after.Contains($":{Notification.LedgerFaultEvent}:", StringComparison.Ordinal))
            return null;
        try
        {
            return await table.ReadAsync(OrderKeys.Partition, OrderKeys.AlarmPrefix + after, cancellation);
        }
        catch (ForeignRowException)
        {
            return null;
        }
    }
}

/// <summary>What became of a row of the outbox when its message was made again of what is stored.</summary>
/// <param name="Told">To be sent; null when the row is not what is stored tells.</param>
/// <param name="Fault">Why not; null when it may be sent.</param>
/// <param name="Facts">The row that an alarm was made of; null for an order's, and for alarms from before there were any.</param>
internal sealed record OutboxVerdict(Notification? Told, LedgerFault? Fault, TableRow? Facts);
