using System.Globalization;
using System.Text;
using System.Text.Json;
using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Store;

/// <summary>A message for other systems: it is stored with the step that it tells of and sent later, at least once.</summary>
/// <param name="MessageId">The same every time it is sent, so that the queue and its readers can tell a repetition.</param>
/// <param name="Event">What: one of the words below.</param>
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

    /// <summary>An order failed because an operator had it cancelled.</summary>
    public const string Cancelled = "order-cancelled";

    /// <summary>An order does not move on for the time being.</summary>
    public const string Held = "order-held";

    /// <summary>A wallet task does not move on for the time being.</summary>
    public const string TaskHeld = "wallet-task-held";

    /// <summary>A wallet task has ended without doing what it was for.</summary>
    public const string TaskFailed = "wallet-task-failed";

    public const string Paused = "paused";
    public const string Resumed = "resumed";
    public const string ParametersChanged = "parameters-changed";

    /// <summary>A slot ended without an order.</summary>
    public const string SlotMissed = "slot-missed";

    /// <summary>The wallet is short for the next order.</summary>
    public const string WalletLow = "wallet-low";

    public const string RevenueRejected = "revenue-rejected";

    /// <summary>Those that are made of facts in a row beside them.</summary>
    public static readonly IReadOnlyList<string> OfFacts = [StoreOutdated, LedgerFaultEvent, Held, TaskHeld, TaskFailed, SlotMissed, WalletLow, RevenueRejected];

    /// <summary>Those that are made of an audit row.</summary>
    public static readonly IReadOnlyList<string> OfAudits = [Paused, Resumed, ParametersChanged];

    /// <summary>What a step of an order or a wallet task has to tell; null where it has nothing.</summary>
    public static IEnumerable<Notification?> OfStep(Job before, Job after, RecordAnchor? newest) =>
    [
        after switch
        {
            Order order => Of((Order)before, order, newest),
            WalletTask { Status: JobStatus.Failed } task => OfFailed(task, newest),
            _ => null,
        },
        OfHold(before, after, newest),
    ];

    /// <summary>What a step has to tell, if anything: the order ended, or only an operator can go on with it.</summary>
    public static Notification? Of(Order before, Order after, RecordAnchor? newest = null) =>
        after.IsEnded || !before.IsUnknown ? Of(after, newest) : null;

    /// <summary>What an order tells as it is now; null while there is nothing.</summary>
    public static Notification? Of(Order order, RecordAnchor? newest)
    {
        if (order.IsEnded)
            return Of(order, Ended(order), order.EndedAt!.Value, newest);
        return order.IsUnknown ? Of(order, Unknown, order.Hold!.Since, newest) : null;
    }

    /// <summary>A step put the order or task on hold for another reason than before; null when it did not.</summary>
    public static Notification? OfHold(Job before, Job after, RecordAnchor? newest)
    {
        if (after is not { IsEnded: false, IsUnknown: false, Hold: { } hold } || after.Holds <= before.Holds)
            return null;
        var subject = string.Create(CultureInfo.InvariantCulture, $"{after.Id}:{after.Holds}");
        return Of(after is WalletTask
            ? new Alarm(TaskHeld, subject, hold.Reason, hold.Detail, hold.Since, null, newest) { TaskId = after.Id }
            : new Alarm(Held, subject, hold.Reason, hold.Detail, hold.Since, null, newest) { OrderId = after.Id });
    }

    private static Notification OfFailed(WalletTask task, RecordAnchor? newest)
    {
        var wanted = task.Action switch
        {
            TaskAction.Sweep sweep => string.Create(
                CultureInfo.InvariantCulture,
                $"{sweep.Units} units of stablecoin were to go from {task.Wallet} to {sweep.Receiver}; {task.Outcome?.LeftUnits ?? 0} left and {task.Outcome?.ArrivedUnits ?? 0} arrived."),
            TaskAction.Revoke revoke => $"The allowance of {revoke.Spender} over the stablecoin of {task.Wallet} was to become 0.",
            var other => throw new InvalidOperationException($"No words for {other}."),
        };
        return Of(new Alarm(TaskFailed, task.Id, task.Reason!.Value, wanted, task.EndedAt!.Value, null, newest) { TaskId = task.Id });
    }

    /// <summary>Of the record of a run that says so.</summary>
    public static Notification OfMissed(RunRecord run, RecordAnchor? newest) =>
        Of(new Alarm(SlotMissed, run.Slot ?? run.Id, run.Outcome, run.Detail ?? "", run.At, null, newest));

    /// <summary>What an operator did, if others are told of it.</summary>
    public static Notification? Of(AuditRecord audit, RecordAnchor? newest)
    {
        var what = audit.Action switch
        {
            AuditAction.BuyingPaused => Paused,
            AuditAction.BuyingResumed => Resumed,
            AuditAction.ParametersChanged => ParametersChanged,
            _ => null,
        };
        return what is null ? null : new Notification($"{what}:{audit.Id}", what, audit.At, Json(json => Write(json, what, audit, newest))) { Record = newest?.Number };
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
            if (alarm.OrderId is { } order)
                json.WriteString("orderId", order);
            if (alarm.TaskId is { } task)
                json.WriteString("taskId", task);
            if (alarm.Count is { } count)
                json.WriteNumber("count", count);
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

    private static string Ended(Order order)
    {
        if (order.Status == JobStatus.Completed)
            return Completed;
        return order is { CancelRequested: not null } && order.Reason == ReasonCode.Cancelled ? Cancelled : Failed;
    }

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

    private static void Write(Utf8JsonWriter json, string what, AuditRecord audit, RecordAnchor? newest)
    {
        json.WriteString("event", what);
        json.WriteString("who", audit.Who);
        json.WriteString("reason", audit.Reason);
        json.WriteString("detail", audit.Detail);
        json.WriteString("before", audit.Before);
        json.WriteString("after", audit.After);
        json.WriteString("at", audit.At.UtcDateTime);
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
