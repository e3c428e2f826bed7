using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Notifications;

/// <summary>What operators did, made of the audit row that was written with the change: the message is named by it.</summary>
internal sealed class AuditTold(ITableStore tables)
{
    private readonly ITable orders = tables.Table(OrderKeys.Table);

    /// <returns>Null when there is no such audit row, or it tells of something else.</returns>
    /// <exception cref="LedgerFaultException">Audit row or record are missing, or not as they were written.</exception>
    public async Task<Notification?> DeriveAsync(TableRow row, Notification notification, CancellationToken cancellation)
    {
        if (!notification.MessageId.StartsWith(notification.Event + ":", StringComparison.Ordinal))
            return null;
        var key = AuditRow.Key(notification.MessageId[(notification.Event.Length + 1)..]);
        var audit = notification.Event == Notification.ParametersChanged
            ? tables.Table(ParameterStore.TableName).ReadAsync(ParameterStore.Partition, key, cancellation)
            : orders.ReadAsync(OrderKeys.Partition, key, cancellation);
        if (await audit is not { } audited)
            return null;
        if (AuditRowsCheck.Shape(audited) is { } fault)
            throw new LedgerFaultException(fault);
        if (notification.Record is not { } number)
            throw new LedgerFaultException(LedgerFault.Value(row, "record", null, "the number of a record", "there were records when it was written"));
        var record = await RecordRow.FindAsync(orders, number, cancellation)
            ?? throw new LedgerFaultException(LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Record(number), $"row {row.Key} was written when it was the newest"));
        return Notification.Of(AuditRow.Read(audited.Values), new RecordAnchor(record.Number, record.Hash));
    }
}
