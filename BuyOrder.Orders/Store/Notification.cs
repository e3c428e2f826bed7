using System.Globalization;
using System.Text;
using System.Text.Json;
using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Store;

/// <summary>A message for other systems: it is stored with the step that it tells of and sent later, at least once.</summary>
/// <param name="MessageId">The same every time it is sent, so that the queue and its readers can tell a repetition.</param>
/// <param name="Event"><c>buy-order-completed</c>, <c>buy-order-failed</c>, <c>buy-order-unknown</c>, <c>store-outdated</c> or <c>ledger-fault</c>.</param>
/// <param name="At">When it happened.</param>
/// <param name="Body">A JSON object.</param>
internal sealed record Notification(string MessageId, string Event, DateTimeOffset At, string Body)
{
    /// <summary>The newest record when it was written; null in one from before there were records, and where the book could not be read.</summary>
    public long? Record { get; init; }

    /// <summary>What it tells if it belongs to no order; null for an order's, and when it was read from a row.</summary>
    public Alarm? Alarm { get; init; }

    public const string Completed = "buy-order-completed";
    public const string Failed = "buy-order-failed";

    /// <summary>An alarm: an operator is needed.</summary>
    public const string Unknown = "buy-order-unknown";

    /// <summary>An alarm: an operator is needed.</summary>
    public const string StoreOutdated = "store-outdated";

    /// <summary>An alarm: an operator is needed.</summary>
    public const string LedgerFaultEvent = "ledger-fault";

    /// <summary>What a step has to tell, if anything: the order ended, or only an operator can go on with it.</summary>
    public static Notification? Of(Order before, Order after, RecordAnchor? newest = null) =>
        after.IsEnded || !before.IsUnknown ? Of(after, newest) : null;

    /// <summary>What an order tells as it is now; null while there is nothing.</summary>
    public static Notification? Of(Order order, RecordAnchor? newest)
    {
        if (order.IsEnded)
            return Of(order, order.Status == OrderStatus.Completed ? Completed : Failed, order.EndedAt!.Value, newest);
        return order.IsUnknown ? Of(order, Unknown, order.Hold!.Since, newest) : null;
    }

    /// <summary>The store was restored from an old copy; told once for each newest purchase that it lacks.</summary>
    public static Notification OfOldCopy(string newestMissing, Refusal found, DateTimeOffset at, RecordAnchor? newest = null) =>
        Of(new Alarm(StoreOutdated, newestMissing, found.Reason, found.Detail, at, Place: null, newest));

    /// <summary>A verification or a step found what does not fit; told once for each new finding.</summary>
    public static Notification OfLedgerFault(LedgerFault fault, DateTimeOffset at, RecordAnchor? newest = null) => Of(new Alarm(
        LedgerFaultEvent,
        at.UtcTicks.ToString(CultureInfo.InvariantCulture),
        ReasonCode.LedgerFault,
        fault.Detail,
        at,
        new AlarmPlace(fault.Partition, fault.RowKey, fault.Property),
        newest));

    /// <summary>What an alarm tells.</summary>
    public static Notification Of(Alarm alarm) => new(
        $"{alarm.Event}:{alarm.Subject}",
        alarm.Event,
        alarm.At,
        Json(json =>
        {
            json.WriteString("event", alarm.Event);
            json.WriteString("reason", alarm.Reason.Value);
            json.WriteString("detail", alarm.Detail);
            if (alarm.Place is { } place)
            {
                json.WriteString("partition", place.Partition);
                json.WriteString("rowKey", place.RowKey);
                json.WriteString("property", place.Property);
            }

            json.WriteString("at", alarm.At.UtcDateTime);
            Write(json, alarm.Newest);
        }))
    {
        Record = alarm.Newest?.Number,
        Alarm = alarm,
    };

    private static Notification Of(Order order, string what, DateTimeOffset at, RecordAnchor? newest)
    {
        // An order that was undone ends a second time: that is another message.
        var again = order.TimesUndone == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{order.TimesUndone}");
        return new Notification($"{order.Id}:{what}{again}", what, at, Json(json => Write(json, order, what, at, newest)))
        {
            Record = newest?.Number,
        };
    }

    private static void Write(Utf8JsonWriter json, Order order, string what, DateTimeOffset at, RecordAnchor? newest)
    {
        json.WriteString("event", what);
        json.WriteString("orderId", order.Id);
        json.WriteString("reason", order.Reason?.Value);
        json.WriteString("detail", order.Hold?.Detail);
        json.WriteString("spend", order.Spend.ToString());
        json.WriteString("revenueBase", order.RevenueBase.ToString());
        json.WriteString("tokensAcquiredRaw", order.Purchase?.TokensAcquired.ToString(CultureInfo.InvariantCulture));
        json.WriteString("transactionHash", order.Purchase?.TransactionHash.ToString());
        json.WriteString("at", at.UtcDateTime);
        Write(json, newest);
    }

    /// <summary>A receiver that keeps these two can tell later whether the chain of records was cut off or made anew.</summary>
    private static void Write(Utf8JsonWriter json, RecordAnchor? newest)
    {
        if (newest is null)
            return;
        json.WriteNumber("record", newest.Number);
        json.WriteString("recordHash", newest.Hash);
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
