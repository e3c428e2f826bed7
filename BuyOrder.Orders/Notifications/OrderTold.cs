using System.Globalization;
using System.Numerics;
using System.Text.Json;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Notifications;

/// <summary>What an order has to tell, as it is now or, if it has gone on since, as its records and audits say that it was.</summary>
/// <remarks>
/// Of orders from before there were records less is kept: when one was resolved or undone since, the moment and the sentence of what had been
/// unknown are in the message alone, and are taken from there. All the rest is held to the order.
/// </remarks>
internal sealed class OrderTold(ITable table)
{
    /// <summary>An order that needs an operator stops all buying: the most other events that lie between the alarm and its end.</summary>
    private const int MaxRecordsBetween = 256;

    /// <summary>Audits of one page of those that may tell of an undone purchase.</summary>
    private const int AuditPage = 100;

    /// <returns>Null when it has nothing of the kind to tell.</returns>
    /// <exception cref="LedgerFaultException">Order or record are missing, or not as they were written.</exception>
    public async Task<Notification?> DeriveAsync(TableRow row, Notification notification, CancellationToken cancellation)
    {
        var record = await RecordAsync(row, notification, cancellation);
        var newest = record is null ? null : new RecordAnchor(record.Number, record.Hash);
        var id = notification.MessageId.Split(':')[0];
        var orderRow = await table.ReadAsync(OrderKeys.Partition, OrderKeys.Order(id), cancellation)
            ?? throw new LedgerFaultException(LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Order(id), $"row {row.Key} tells of it"));
        var order = OrderRow.Read(orderRow.Values);
        Demand(row, orderRow, order, record);
        return Notification.Of(order, newest) is { } now && now.MessageId == notification.MessageId
            ? now
            : await EarlierAsync(notification, order, record, cancellation) is { } earlier ? Notification.Of(earlier, newest) : null;
    }

    /// <summary>The record that it names; null for one from before there were records.</summary>
    private async Task<TreasuryRecord?> RecordAsync(TableRow row, Notification notification, CancellationToken cancellation)
    {
        if (notification.Record is { } number)
        {
            return await RecordRow.FindAsync(table, number, cancellation) ?? throw new LedgerFaultException(
                LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Record(number), $"row {row.Key} was written when it was the newest"));
        }

        return await RecordRow.FindAsync(table, 1, cancellation) is { } first && notification.At > first.At
            ? throw new LedgerFaultException(LedgerFault.Value(row, "record", null, "the number of a record", "it was written after the chain began"))
            : null;
    }

    private static void Demand(TableRow row, TableRow orderRow, Order order, TreasuryRecord? record)
    {
        if (record is null || !order.IsEnded || order.RecordNumber != record.Number || record.Order?.RowHash is not { } hash)
            return;
        if (RowHash.Of(orderRow.Values) is var found && found != hash)
        {
            throw new LedgerFaultException(LedgerFault.Value(
                orderRow, "the row as a whole", found, hash, $"the record that row {row.Key} names holds that hash of it"));
        }
    }

    private async Task<Order?> EarlierAsync(Notification notification, Order order, TreasuryRecord? record, CancellationToken cancellation)
    {
        var parts = notification.MessageId.Split(':');
        var undone = 0;
        if (parts.Length == 3 && !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out undone))
            return null;
        if (undone > order.TimesUndone || notification.At < order.CreatedAt)
            return null;
        var then = order with { TimesUndone = undone };
        if (notification.Event == Notification.Completed && undone < order.TimesUndone)
        {
            var (purchase, at) = record is null
                ? (await UndonePurchaseAsync(notification, order, cancellation), notification.At)
                : record.Order?.Id == order.Id ? (record.Order.Purchase, record.At) : (null, default);
            return purchase is null
                ? null
                : then with { Status = JobStatus.Completed, Purchase = purchase, Reason = null, Hold = null, IsUnknown = false, EndedAt = at };
        }

        if (notification.Event != Notification.Unknown || await HeldAsync(notification, order, undone, record, cancellation) is not { } held)
            return null;
        return then with
        {
            Status = JobStatus.Pending,
            Purchase = null,
            EndedAt = null,
            IsUnknown = true,
            Reason = held.Reason,
            Hold = new Hold(held.Reason, held.Detail, held.Since),
        };
    }

    /// <summary>What was unknown about an order that has been resolved, or completed and undone again, since.</summary>
    private async Task<RecordedHold?> HeldAsync(
        Notification notification, Order order, int undone, TreasuryRecord? record, CancellationToken cancellation)
    {
        var audit = OrderKeys.Audit(AuditRecord.NewId(notification.At, AuditAction.OrderUndone, order.Id));
        if (undone > 0 && await table.ReadAsync(OrderKeys.Partition, audit, cancellation) is { } told && AuditRow.Read(told.Values) is var undoing)
            return new RecordedHold(ReasonCode.PurchaseUndone, undoing.Detail, undoing.At);

        var ended = await NextAsync(record?.Number ?? 0, order.Id, cancellation);
        if (ended is { Event: RecordEvent.Resolved, Held: { } held })
            return held;
        var isFromBefore = record is null ? order.IsEnded || undone < order.TimesUndone : ended is { Event: RecordEvent.Resolved };
        return isFromBefore ? Told(notification, order, undone) : null;
    }

    /// <summary>The first record about an order after another record.</summary>
    private async Task<TreasuryRecord?> NextAsync(long number, string orderId, CancellationToken cancellation)
    {
        var between = new TableQuery(OrderKeys.Partition, OrderKeys.Record(number + MaxRecordsBetween), OrderKeys.Record(number), MaxRecordsBetween);
        await foreach (var page in RowPages.ReadAsync(table, between, cancellation))
        {
            // One page holds all of them; the oldest comes last.
            if (page.LastOrDefault(row => row.Values["orderId"] is string id && id == orderId) is { } row && TreasuryStateCheck.Record(row) is null)
                return RecordRow.Read(row.Values);
        }

        return null;
    }

    /// <summary>What the message itself says, where nothing else is kept: its reason stays with an order that failed for it.</summary>
    private static RecordedHold? Told(Notification notification, Order order, int undone)
    {
        using var body = JsonDocument.Parse(notification.Body);
        var reason = order.Status == JobStatus.Failed && undone == order.TimesUndone ? order.Reason?.Value : Member(body, "reason");
        return reason is not null && Member(body, "detail") is { } detail ? new RecordedHold(new ReasonCode(reason), detail, notification.At) : null;
    }

    /// <summary>The purchase of an order from before there were records, as the audit says that undid it.</summary>
    private async Task<Purchase?> UndonePurchaseAsync(Notification notification, Order order, CancellationToken cancellation)
    {
        using var body = JsonDocument.Parse(notification.Body);
        if (!Hash256.TryParse(Member(body, "transactionHash"), out var hash) || !BigInteger.TryParse(Member(body, "tokensAcquiredRaw"), NumberStyles.None, CultureInfo.InvariantCulture, out var tokens))
            return null;
        var says = string.Create(CultureInfo.InvariantCulture, $"the purchase of {tokens} units in transaction {hash} ");
        var since = OrderKeys.Range(AuditRow.Prefix, notification.At, null, AuditPage, null);
        await foreach (var page in RowPages.ReadAsync(table, since, cancellation))
        {
            var undone = page.Select(row => AuditRow.Read(row.Values)).Any(audit =>
                audit.Action == AuditAction.OrderUndone && audit.Subject == order.Id && audit.Evidence == hash.ToString()
                && audit.Detail.Contains(says, StringComparison.Ordinal));
            if (undone)
                return new Purchase(hash, 0, Hash256.Zero, order.SpendUnits, tokens);
        }

        return null;
    }

    private static string? Member(JsonDocument body, string name) =>
        body.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
