using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Simulation.Auditing;

/// <summary>The record chain as it was written; each batch is held against what must be in it. Worded apart from the code that writes it.</summary>
internal sealed class RecordsCopy
{
    private long number;
    private string? hash;
    private TreasuryRecord? newest;

    /// <param name="writes">One batch.</param>
    /// <param name="changed">The orders and tasks that changed in it.</param>
    /// <param name="state">After it.</param>
    public void Check(IReadOnlyList<TableWrite> writes, IReadOnlyList<(Job? Before, Job After)> changed, TreasuryState state)
    {
        var rows = writes.Where(write => write.Key.StartsWith(OrderKeys.RecordPrefix, StringComparison.Ordinal)).ToList();
        var due = changed.Select(change => (Event: Due(change.Before, change.After), Job: change.After)).Where(each => each.Event is not null).ToList();
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
            if (due is [var (happened, job)])
                Audit.Demand(record.Event == happened && (record.Order?.Id ?? record.Task?.Id) == job.Id, $"Record {record.Number} tells of something else than {happened} of {job.Id}.");
            if (record.Task is not null && newest is not null)
                CheckAside(record, newest);
            (number, hash, newest) = (record.Number, record.Hash, record);
        }

        if (writes.Any(write => write.Key == OrderKeys.State))
            Audit.Demand(state.RecordNumber == number && state.RecordHash == hash, "The state names another record than the newest.");
    }

    /// <summary>A task leaves all but what is open as it was.</summary>
    private static void CheckAside(TreasuryRecord record, TreasuryRecord before) => Audit.Demand(
        (record.Sums with { OpenOrderId = null }) == (before.Sums with { OpenOrderId = null }) && record.Revenue.Lines.SequenceEqual(before.Revenue.Lines)
            && record.CutOff.SequenceEqual(before.CutOff) && record.ParametersVersion == before.ParametersVersion,
        $"Record {record.Number} of {record.Task!.Id} changes what orders have summed up.");

    /// <summary>What a change is to be recorded as; null when it is not.</summary>
    private static RecordEvent? Due(Job? before, Job after) => after is WalletTask
        ? (before, after.Status) switch
        {
            (null, _) => RecordEvent.TaskReserved,
            ({ Status: JobStatus.Pending }, JobStatus.Completed) => RecordEvent.TaskCompleted,
            ({ Status: JobStatus.Pending }, JobStatus.Failed) => RecordEvent.TaskFailed,
            _ => null,
        }
        : OfOrder(before, after);

    private static RecordEvent? OfOrder(Job? before, Job after) => (before, after.Status) switch
    {
        (null, _) => RecordEvent.Reserved,
        ({ Status: JobStatus.Completed }, JobStatus.Pending) => RecordEvent.Undone,
        ({ Status: JobStatus.Pending, IsUnknown: true }, JobStatus.Completed or JobStatus.Failed) => RecordEvent.Resolved,
        ({ Status: JobStatus.Pending }, JobStatus.Completed) => RecordEvent.Completed,
        ({ Status: JobStatus.Pending }, JobStatus.Failed) => RecordEvent.Failed,
        _ => null,
    };
}
