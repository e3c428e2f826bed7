using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Rows;

/// <summary>Binds the rows of one batch to each other by hashes, so that a row that is edited later contradicts the rest. Pure.</summary>
internal static class TreasuryStateSeal
{
    /// <summary>The row of an order or a task, which counts and hashes its attempts.</summary>
    public static RowValues OrderOf(Job order, IEnumerable<Attempt> attempts)
    {
        var row = JobRow.Write(order);
        var hashes = attempts.Select(attempt => RowHash.Of(AttemptRow.Write(attempt))).ToList();
        row[OrderRow.AttemptsColumn] = hashes.Count;
        row[OrderRow.AttemptsHashColumn] = RowHash.Of(hashes);
        return row;
    }

    /// <summary>The audit row with its place among the others, and the state that knows of it.</summary>
    public static (TreasuryState State, RowValues Row) Audited(TreasuryState state, AuditRecord audit)
    {
        var (chain, row) = new AuditChain(state.AuditRows, state.AuditHash).With(audit);
        return (state with { AuditRows = chain.Rows, AuditHash = chain.Hash }, row);
    }

    /// <summary>The state that knows of an audit row as it is.</summary>
    public static TreasuryState Audited(TreasuryState state, RowValues row)
    {
        var chain = new AuditChain(state.AuditRows, state.AuditHash).With(row);
        return state with { AuditRows = chain.Rows, AuditHash = chain.Hash };
    }

    /// <summary>The next record, and the state that it is the newest of.</summary>
    /// <param name="newest">The record before it.</param>
    /// <param name="state">After the event.</param>
    /// <param name="next">What happened; number, previous hash and sums are set here.</param>
    public static SealedRecord Recorded(
        TreasuryRecord? newest, TreasuryState state, TreasuryRecord next)
    {
        var linked = next with { Number = (newest?.Number ?? 0) + 1, Previous = newest?.Hash, Sums = state.Sums };
        var row = RecordRow.Write(linked);
        var record = linked with { Hash = row.Text(RecordRow.HashColumn) };
        return new SealedRecord(state with { RecordNumber = record.Number, RecordHash = record.Hash }, row, record);
    }
}

/// <summary>A record that is ready to be written.</summary>
/// <param name="State">That it is the newest of.</param>
/// <param name="Row">As it will be stored.</param>
/// <param name="Record">With its hash.</param>
internal sealed record SealedRecord(TreasuryState State, RowValues Row, TreasuryRecord Record);
