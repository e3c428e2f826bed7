using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Notifications;

/// <summary>
/// Sends the notifications that the steps of orders have left behind, oldest first. A row goes only when the queue has taken its message, so
/// each is sent at least once; nothing here ever touches an order.
/// </summary>
/// <param name="tables">Where the rows are.</param>
/// <param name="time">For the pauses.</param>
/// <param name="logger">Tells what is not taken.</param>
/// <param name="send">Null: notifications are off, and there are no rows.</param>
/// <param name="store">Says when this process has left something to be told; null: only the clock does.</param>
internal sealed partial class Outbox(
    ITableStore tables, TimeProvider time, ILogger<Outbox> logger, NotificationSender? send = null, OrderStore? store = null)
{
    public const int MaxPerTick = 20;

    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>Between two looks while nothing waits. What this process leaves is looked for at once; what another leaves, and dies, after this.</summary>
    public static readonly TimeSpan IdleInterval = TimeSpan.FromMinutes(1);

    private readonly ITable table = tables.Table(OrderKeys.Table);
    private readonly OutboxCheck check = new(tables);
    private DateTimeOffset resumeAt = DateTimeOffset.MinValue;
    private DateTimeOffset idleUntil = DateTimeOffset.MinValue;
    private long seen;
    private TimeSpan pause = FirstPause;

    /// <summary>One tick. What is not taken stays for a later one, after a pause that grows.</summary>
    public async Task SendAsync(CancellationToken cancellation)
    {
        var (now, told) = (time.GetUtcNow(), store?.TimesTold ?? 0);
        if (send is null || now < resumeAt || (now < idleUntil && told == seen))
            return;

        var waiting = await table.QueryAsync(OrderKeys.Range(OrderKeys.OutboxPrefix, null, null, MaxPerTick, null), cancellation);
        (idleUntil, seen) = (waiting is { Rows.Count: 0, Continuation: null } ? now + IdleInterval : DateTimeOffset.MinValue, told);
        var failed = false;
        foreach (var row in waiting.Rows)
        {
            var verdict = await check.CheckAsync(row, cancellation);
            if (verdict is OutboxVerdict.Edited edited)
            {
                await DropAsync(row, edited, cancellation);
                continue;
            }

            var notification = ((OutboxVerdict.Genuine)verdict).Notification;
            var answer = await send(notification, cancellation);
            if (answer.Outcome == SendOutcome.Taken)
            {
                // Gone already: another instance has sent the same and been faster.
                await table.SubmitAsync(OrderKeys.Partition, Gone(row, verdict), cancellation);
                Log.Sent(logger, notification.MessageId);
                continue;
            }

            failed = true;
            Log.NotTaken(logger, notification.MessageId, answer.Detail);

            // A message that is refused for itself must not hold up the others.
            if (answer.Outcome != SendOutcome.Refused)
                break;
        }

        Pace(failed);
    }

    /// <summary>
    /// In its place goes an alarm of fixed words, in one batch: what was edited is not passed on as something found either. Gone already:
    /// another instance has done the same and been faster.
    /// </summary>
    private async Task DropAsync(TableRow row, OutboxVerdict.Edited edited, CancellationToken cancellation)
    {
        Log.Dropped(logger, edited.Fault.Detail);
        var alarm = Notification.OfLedgerFault(LedgerFault.Row(row, "this notification was edited, or what it tells of is gone, and it is not sent"), time.GetUtcNow());
        await table.SubmitAsync(OrderKeys.Partition, [.. Gone(row, edited), .. NotificationRow.Inserts(alarm)], cancellation);
    }

    /// <summary>The message, and what it was made of.</summary>
    private static List<TableWrite> Gone(TableRow row, OutboxVerdict verdict)
    {
        var writes = new List<TableWrite> { new TableWrite.Delete(row.Key, row.ETag) };
        if (verdict.Facts is { } facts)
            writes.Add(new TableWrite.Delete(facts.Key, facts.ETag));
        return writes;
    }

    private void Pace(bool failed)
    {
        if (!failed)
        {
            pause = FirstPause;
            return;
        }

        resumeAt = time.GetUtcNow() + pause;
        pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Notification {MessageId} was sent")]
        public static partial void Sent(ILogger logger, string messageId);

        [LoggerMessage(Level = LogLevel.Critical, Message = "A notification was edited and is not sent: {Fault}")]
        public static partial void Dropped(ILogger logger, string fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Notification {MessageId} was not taken and is kept: {Reason}")]
        public static partial void NotTaken(ILogger logger, string messageId, string reason);
    }
}
