using System.Text.Json;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Notifications;

/// <summary>
/// Makes what waits to be sent again of what is stored besides, an order's of the order and its records, an alarm of its facts: a row that
/// says anything else was edited, and is told to none. What an operator did is made of its audit row.
/// </summary>
internal sealed class OutboxCheck(ITableStore tables)
{
    private readonly ITable table = tables.Table(OrderKeys.Table);
    private readonly OrderTold orders = new(tables.Table(OrderKeys.Table));
    private readonly AlarmTold alarms = new(tables);
    private readonly AuditTold audits = new(tables);

    public async Task<OutboxVerdict> CheckAsync(TableRow row, CancellationToken cancellation)
    {
        var facts = await FactsAsync(row, cancellation);
        try
        {
            return await CompareAsync(row, facts, cancellation);
        }
        catch (LedgerFaultException broken)
        {
            return new OutboxVerdict.Edited(broken.Fault, facts);
        }
        catch (ForeignRowException foreign)
        {
            return new OutboxVerdict.Edited(LedgerFault.Of(foreign), facts);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or OverflowException or JsonException)
        {
            return new OutboxVerdict.Edited(LedgerFault.Row(row, $"it cannot be compared: {unreadable.Message.TrimEnd('.')}"), facts);
        }
    }

    private async Task<OutboxVerdict> CompareAsync(TableRow row, TableRow? facts, CancellationToken cancellation)
    {
        var notification = NotificationRow.Read(row.Values);
        var written = NotificationRow.Insert(notification);
        if (row.Key != written.Key)
            return new OutboxVerdict.Edited(LedgerFault.Value(row, "messageId", notification.MessageId, row.Key, "the key says that"), facts);
        if (RowDifference.First(row, written.Values, "that is how a notification is written") is { } added)
            return new OutboxVerdict.Edited(added, facts);
        var told = await DeriveAsync(row, notification, facts, cancellation);
        if (told is null)
            return new OutboxVerdict.Edited(LedgerFault.Row(row, "nothing that is stored has this to tell"), facts);
        return RowDifference.First(row, NotificationRow.Insert(told).Values, "what is stored besides has that to tell") is { } other
            ? new OutboxVerdict.Edited(other, facts)
            : new OutboxVerdict.Genuine(told, facts);
    }

    private Task<Notification?> DeriveAsync(TableRow row, Notification notification, TableRow? facts, CancellationToken cancellation)
    {
        if (Notification.OfFacts.Contains(notification.Event))
            return alarms.DeriveAsync(notification, facts, cancellation);
        return Notification.OfAudits.Contains(notification.Event)
            ? audits.DeriveAsync(row, notification, cancellation)
            : orders.DeriveAsync(row, notification, cancellation);
    }

    /// <summary>Of the same key but for its beginning; an order's message has none. One that this service cannot have written says nothing, and stays.</summary>
    private async Task<TableRow?> FactsAsync(TableRow row, CancellationToken cancellation)
    {
        var after = row.Key[OrderKeys.OutboxPrefix.Length..];
        if (!Notification.OfFacts.Any(what => after.Contains($":{what}:", StringComparison.Ordinal)))
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
internal abstract record OutboxVerdict
{
    private OutboxVerdict(TableRow? facts) => Facts = facts;

    /// <summary>The row that it was made of; the messages of orders and audits have none, nor have alarms from before there were any.</summary>
    public TableRow? Facts { get; }

    /// <summary>It is what is stored besides has to tell: it may be sent.</summary>
    public sealed record Genuine(Notification Notification, TableRow? Facts) : OutboxVerdict(Facts);

    /// <summary>It says anything else.</summary>
    public sealed record Edited(LedgerFault Fault, TableRow? Facts) : OutboxVerdict(Facts);
}
