using BuyOrder.Domain;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Notifications;

/// <summary>What an alarm has to tell, made of its facts; of one that was written before there were any, of the finding that it was raised for.</summary>
internal sealed class AlarmTold(ITableStore tables)
{
    /// <summary>A run that raised an alarm is written so soon after it, or before.</summary>
    private static readonly TimeSpan RunWithin = TimeSpan.FromMinutes(5);

    /// <summary>Runs that are looked at.</summary>
    private const int MaxRuns = 100;

    private readonly ITable table = tables.Table(OrderKeys.Table);
    private readonly VerificationLog log = new(tables);

    /// <param name="notification">As its row says: the key, which names its moment and subject, fits it.</param>
    /// <param name="facts">The row beside it; null for an alarm from before. Only the first two kinds were ever written without.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Null when nothing has this to tell.</returns>
    /// <exception cref="LedgerFaultException">The facts are not as they were written.</exception>
    public async Task<Notification?> DeriveAsync(Notification notification, TableRow? facts, CancellationToken cancellation)
    {
        if (facts is null)
            return notification.Event is Notification.StoreOutdated or Notification.LedgerFaultEvent ? await FromBeforeAsync(notification, cancellation) : null;
        var alarm = AlarmRow.Read(facts.Values);
        return RowDifference.First(facts, AlarmRow.Write(alarm), "that is how an alarm is written") is { } fault
            ? throw new LedgerFaultException(fault)
            : Notification.Of(alarm);
    }

    private async Task<Notification?> FromBeforeAsync(Notification notification, CancellationToken cancellation)
    {
        var newest = notification.Record is { } number && await RecordRow.FindAsync(table, number, cancellation) is { } record
            ? new RecordAnchor(record.Number, record.Hash)
            : null;
        if (notification.Event == Notification.StoreOutdated)
            return await OfRunAsync(notification, newest, cancellation);
        var fault = await log.FaultAsync(notification.At, cancellation) ?? await OfBookAsync(cancellation);
        return fault is null ? null : Notification.OfLedgerFault(fault, notification.At, newest);
    }

    /// <summary>The run that found the store outdated says so in the same words.</summary>
    private async Task<Notification?> OfRunAsync(Notification notification, RecordAnchor? newest, CancellationToken cancellation)
    {
        var subject = notification.MessageId[(Notification.StoreOutdated.Length + 1)..];
        var around = OrderKeys.Range(OrderKeys.RunPrefix, notification.At - RunWithin, notification.At + RunWithin, MaxRuns, null);
        return (await table.QueryAsync(around, cancellation)).Rows
            .Select(row => RunRow.Read(row.Values))
            .Where(run => run.Outcome == ReasonCode.StoreOutdated && run.Detail?.Contains(subject, StringComparison.Ordinal) == true)
            .Select(run => Notification.OfOldCopy(subject, new Refusal(run.Outcome, run.Detail!), notification.At, newest))
            .FirstOrDefault(told => told.Body == notification.Body);
    }

    /// <summary>A fault that stops each step is still found, until it is put right.</summary>
    private async Task<LedgerFault?> OfBookAsync(CancellationToken cancellation)
    {
        try
        {
            await new OrderStoreReader(table).ReadAsync(state => state.OpenOrderId, null, cancellation);
            return null;
        }
        catch (LedgerFaultException broken)
        {
            return broken.Fault;
        }
    }
}
