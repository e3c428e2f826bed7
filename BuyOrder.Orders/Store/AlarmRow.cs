using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Store;

/// <summary>The facts of an alarm as a row, and back: written in one batch with its message, and deleted in one with it.</summary>
internal static class AlarmRow
{
    public static TableWrite.Insert Insert(Alarm alarm) => new(OrderKeys.Alarm(alarm.At, $"{alarm.Event}:{alarm.Subject}"), Write(alarm));

    public static RowValues Write(Alarm alarm) => new()
    {
        ["schema"] = RowText.Schema,
        ["event"] = alarm.Event,
        ["subject"] = alarm.Subject,
        ["reason"] = alarm.Reason.Value,
        ["detail"] = alarm.Detail,
        ["at"] = alarm.At,
        ["placePartition"] = alarm.Place?.Partition,
        ["placeRowKey"] = alarm.Place?.RowKey,
        ["placeProperty"] = alarm.Place?.Property,
        ["record"] = alarm.Newest?.Number,
        ["recordHash"] = alarm.Newest?.Hash,
        ["orderId"] = alarm.OrderId,
        ["taskId"] = alarm.TaskId,
        ["count"] = alarm.Count,
    };

    /// <exception cref="InvalidDataException">The row holds no alarm.</exception>
    public static Alarm Read(RowValues row)
    {
        row.RequireSchema("An alarm");
        return new Alarm(
            row.Text("event"),
            row.Text("subject"),
            row.ReasonOrNull("reason") ?? throw new InvalidDataException("An alarm has a reason."),
            row.Text("detail"),
            row.Time("at"),
            row.TextOrNull("placePartition") is { } partition ? new AlarmPlace(partition, row.Text("placeRowKey"), row.TextOrNull("placeProperty")) : null,
            row.Int64OrNull("record") is { } number ? new RecordAnchor(number, row.Text("recordHash")) : null)
        {
            OrderId = row.TextOrNull("orderId"),
            TaskId = row.TextOrNull("taskId"),
            Count = row.Int64OrNull("count"),
        };
    }
}
