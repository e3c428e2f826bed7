using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Orders.Verifying;
using BuyOrder.Functions.Revenue.Verifying;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Notifications;

/// <summary>Compares what waits to be sent with the order and the record that it was written with: what was edited is told to none.</summary>
internal sealed class OutboxCheck(ITable table)
{
    /// <summary>What does not fit; null when the row may be sent.</summary>
    public async Task<LedgerFault?> CheckAsync(TableRow row, CancellationToken cancellation)
    {
        try
        {
            return await FirstAsync(row, cancellation);
        }
        catch (ForeignRowException foreign)
        {
            return LedgerFault.Of(foreign);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or OverflowException)
        {
            return LedgerFault.Row(row, $"it cannot be compared with its order: {unreadable.Message.TrimEnd('.')}");
        }
    }

    private async Task<LedgerFault?> FirstAsync(TableRow row, CancellationToken cancellation)
    {
        var notification = NotificationRow.Read(row.Values);
        var written = NotificationRow.Insert(notification);
        if (row.Key != written.Key)
            return LedgerFault.Value(row, "messageId", notification.MessageId, row.Key, "the key says that");
        if (RowDifference.First(row, written.Values, "that is how a notification is written") is { } difference)
            return difference;
        if (notification.Record is not { } number)
            return await FromBeforeAsync(row, notification, cancellation);
        return await RecordAsync(number, cancellation) is { } record
            ? await OrderAsync(row, notification, record, cancellation)
            : LedgerFault.Missing(BookKeys.Partition, BookKeys.Record(number), $"row {row.Key} was written when it was the newest");
    }

    /// <summary>Only rows from before the chain have no number; an alarm has none either while the book could not be read.</summary>
    private async Task<LedgerFault?> FromBeforeAsync(TableRow row, Notification notification, CancellationToken cancellation)
    {
        if (notification.Event is Notification.StoreOutdated or Notification.LedgerFaultEvent)
            return null;
        return await RecordAsync(1, cancellation) is { } first && notification.At > first.At
            ? LedgerFault.Value(row, "record", null, "the number of a record", "it was written after the chain began")
            : null;
    }

    private async Task<LedgerFault?> OrderAsync(TableRow row, Notification notification, TreasuryRecord record, CancellationToken cancellation)
    {
        if (notification.Event is Notification.StoreOutdated or Notification.LedgerFaultEvent)
            return null;
        var id = notification.MessageId.Split(':')[0];
        if (await table.ReadAsync(BookKeys.Partition, BookKeys.Order(id), cancellation) is not { } orderRow)
            return LedgerFault.Missing(BookKeys.Partition, BookKeys.Order(id), $"row {row.Key} tells of it");
        var order = OrderRow.Read(orderRow.Values);
        var newest = new RecordAnchor(record.Number, record.Hash);
        var told = order.RecordNumber > record.Number ? AsItWas(order, notification, record) : order;
        if (order.IsEnded && order.RecordNumber == record.Number && record.Order?.RowHash is { } hash && RowHash.Of(orderRow.Values) is var found && found != hash)
            return LedgerFault.Value(orderRow, "the row as a whole", found, hash, $"the record that row {row.Key} names holds that hash of it");
        if (told is null)
            return null;
        return Notification.Of(told, newest) is { } derived
            ? RowDifference.First(row, NotificationRow.Insert(derived).Values, "the order and its record say that")
            : LedgerFault.Row(row, $"order {id} has nothing of the kind to tell");
    }

    /// <summary>
    /// An order that has gone on since: a completed one that was undone is told from its record; what was unknown of one that is resolved is
    /// known no more, and the row stands for itself.
    /// </summary>
    private static Order? AsItWas(Order order, Notification notification, TreasuryRecord record) =>
        notification.Event == Notification.Completed && record.Order is { Purchase: { } purchase } facts && facts.Id == order.Id
            ? order with
            {
                Status = OrderStatus.Completed,
                Purchase = purchase,
                Reason = null,
                Hold = null,
                EndedAt = notification.At,
                TimesUndone = notification.MessageId.Split(':') is [_, _, var times] && int.TryParse(times, out var undone) ? undone : 0,
            }
            : null;

    private async Task<TreasuryRecord?> RecordAsync(long number, CancellationToken cancellation) =>
        await table.ReadAsync(BookKeys.Partition, BookKeys.Record(number), cancellation) is { } row && BookCheck.Record(row) is null
            ? RecordRow.Read(row.Values)
            : null;
}
