using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Store;

/// <summary>A notification that is not sent yet as a row, and back.</summary>
internal static class NotificationRow
{
    public static TableWrite.Insert Insert(Notification notification) => new(
        OrderKeys.Outbox(notification.At, notification.MessageId),
        new RowValues
        {
            ["schema"] = RowText.Schema,
            ["messageId"] = notification.MessageId,
            ["event"] = notification.Event,
            ["at"] = notification.At,
            ["body"] = notification.Body,
            ["record"] = notification.Record,
        });

    /// <summary>The message, and beside one that belongs to no order the facts that it is made of again before it is sent.</summary>
    public static IReadOnlyList<TableWrite> Inserts(Notification notification) => notification.Alarm is { } alarm
        ? [Insert(notification), AlarmRow.Insert(alarm)]
        : [Insert(notification)];

    public static Notification Read(RowValues row)
    {
        row.RequireSchema("A notification");
        return new Notification(row.Text("messageId"), row.Text("event"), row.Time("at"), row.Text("body"))
        {
            Record = row.Int64OrNull("record"),
        };
    }
}
