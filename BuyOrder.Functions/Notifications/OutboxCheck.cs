using System.Text.Json;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Revenue.Verifying;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Notifications;

/// <summary>
/// Makes what waits to be sent again of what is stored besides, an order's of the order and its records, an alarm of its facts: a row that
/// says anything else was edited, and is told to none.
/// </summary>
internal sealed class OutboxCheck(ITableStore tables)
{
    private readonly ITable table = tables.Table(BookKeys.Table);
    private readonly OrderTold orders = new(tables.Table(BookKeys.Table));
    private readonly AlarmTold alarms = new(tables);

    public async Task<OutboxVerdict> CheckAsync(TableRow row, CancellationToken cancellation)
    {
        TableRow? facts = null;
        try
        {
            var notification = NotificationRow.Read(row.Values);
            var written = NotificationRow.Insert(notification);
            if (row.Key != written.Key)
                return OutboxVerdict.Of(LedgerFault.Value(row, "messageId", notification.MessageId, row.Key, "the key says that"));
            if (RowDifference.First(row, written.Values, "that is how a notification is written") is { } added)
                return OutboxVerdict.Of(added);

            var isAlarm = notification.Event is Notification.StoreOutdated or Notification.LedgerFaultEvent;
            facts = isAlarm ? await table.ReadAsync(BookKeys.Partition, BookKeys.Alarm(notification.At, notification.MessageId), cancellation) : null;
            var told = isAlarm ? await alarms.DeriveAsync(notification, facts, cancellation) : await orders.DeriveAsync(row, notification, cancellation);
            if (told is null)
                return OutboxVerdict.Of(LedgerFault.Row(row, "nothing that is stored has this to tell"), facts);
            return RowDifference.First(row, NotificationRow.Insert(told).Values, "what is stored besides has that to tell") is { } difference
                ? OutboxVerdict.Of(difference, facts)
                : new OutboxVerdict(told, null, facts);
        }
        catch (LedgerFaultException broken)
        {
            return OutboxVerdict.Of(broken.Fault, facts);
        }
        catch (ForeignRowException foreign)
        {
            return OutboxVerdict.Of(LedgerFault.Of(foreign), facts);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or OverflowException or JsonException)
        {
            return OutboxVerdict.Of(LedgerFault.Row(row, $"it cannot be compared: {unreadable.Message.TrimEnd('.')}"), facts);
        }
    }
}
