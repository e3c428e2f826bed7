using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;

namespace BuyOrder.Simulation.Auditing;

/// <summary>The record chain as it was written; each batch is held against what must be in it. Worded apart from the code that writes it.</summary>
internal sealed class RecordsCopy
{
    private long number;
    private string? hash;

    /// <param name="writes">One batch.</param>
    /// <param name="changed">The orders that changed in it.</param>
    /// <param name="state">After it.</param>
    public void Check(IReadOnlyList<TableWrite> writes, IReadOnlyList<(Order? Before, Order After)> changed, TreasuryState state)
    {
        var rows = writes.Where(write => write.Key.StartsWith(OrderKeys.RecordPrefix, StringComparison.Ordinal)).ToList();
        var due = changed.Select(change => (Event: Due(change.Before, change.After), Order: change.After)).Where(each => each.Event is not null).ToList();
        if (number > 0)
            Audit.Demand(rows.Count == due.Count, $"{due.Count} events have {rows.Count} records in their batch.");
        foreach (var row in rows)
        {
            var values = row is TableWrite.Insert insert ? insert.Values : throw new SimulationException($"{row.Key} was written over.");
            var record = RecordRow.Read(values);
            Audit.Demand(record.Number == number + 1 && row.Key == OrderKeys.Record(record.Number), $"Record {record.Number} follows record {number}.");
            Audit.Demand(record.Previous == hash, $"Record {record.Number} is not bound to the one before it.");
            Audit.Demand(record.Hash == RowHash.Of(values, RecordRow.HashColumn), $"Record {record.Number} has another row's hash.");
            Audit.Demand(record.Sums == state.Sums, $"Record {record.Number} has other sums than the state.");
            if (due is [var (happened, order)])
                Audit.Demand(record.Event == happened && record.Order?.Id == order.Id, $"Record {record.Number} tells of something else than {happened} of {order.Id}.");
            (number, hash) = (record.Number, record.Hash);
        }

        if (writes.Any(write => write.Key == OrderKeys.State))
            Audit.Demand(state.RecordNumber == number && state.RecordHash == hash, "The state names another record than the newest.");
    }

    /// <summary>What an order's change is to be recorded as; null when it is not.</summary>
    private static RecordEvent? Due(Order? before, Order after) => (before, after.Status) switch
    {
        (null, _) => RecordEvent.Reserved,
        ({ Status: OrderStatus.Completed }, OrderStatus.Pending) => RecordEvent.Undone,
        ({ Status: OrderStatus.Pending, IsUnknown: true }, OrderStatus.Completed or OrderStatus.Failed) => RecordEvent.Resolved,
        ({ Status: OrderStatus.Pending }, OrderStatus.Completed) => RecordEvent.Completed,
        ({ Status: OrderStatus.Pending }, OrderStatus.Failed) => RecordEvent.Failed,
        _ => null,
    };
}
