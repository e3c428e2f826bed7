using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger.Rates;
using BuyOrder.Orders.Parameters;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>
/// The audit rows beside the orders: each as it would be written, and all together as the state counts and hashes them. They are few: one for
/// each decision of an operator.
/// </summary>
internal sealed class AuditRowsCheck
{
    private readonly AuditChainCheck chain = new();

    /// <summary>What operators gave as evidence when they resolved an order: transactions may be among it.</summary>
    public HashSet<string> Claims { get; } = new(StringComparer.Ordinal);

    /// <summary>Transactions whose attempts were lost, as restarts of the records have found.</summary>
    public HashSet<string> Lost { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes the next row, newest first; its fault, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        if (chain.Add(row) is { } fault)
            return fault;
        if (row.Values.Text("action") == nameof(AuditAction.OrderResolved) && row.Values.TextOrNull("evidence") is { } evidence)
            Claims.Add(evidence);
        if (row.Values.Text("action") == nameof(AuditAction.LedgerRestarted) && row.Values.TextOrNull("evidence") is { } lost)
            Lost.UnionWith(lost.Split(' '));
        return null;
    }

    /// <summary>Call after the last row.</summary>
    public LedgerFault? End(TreasuryState state, TableRow stateRow) => chain.End(new AuditChain(state.AuditRows, state.AuditHash), stateRow);

    /// <summary>What an audit row must be by itself, wherever it lies.</summary>
    public static LedgerFault? Shape(TableRow row)
    {
        try
        {
            var audit = AuditRow.Read(row.Values);
            if (row.Key != AuditRow.Key(audit.Id) || audit.Id != AuditRecord.NewId(audit.At, audit.Action, audit.Subject))
                return LedgerFault.Row(row, "its key is not that of its time, its action and its subject");
            var wanted = AuditRow.Write(audit);
            wanted[AuditRow.NumberColumn] = row.Values.Int64OrNull(AuditRow.NumberColumn);
            if (row.Partition is RatesRow.Partition or ParameterStore.Partition)
                wanted[AuditRow.VersionHashColumn] = row.Values.TextOrNull(AuditRow.VersionHashColumn);
            return RowDifference.First(row, wanted, "that is how an audit row with these fields is written");
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }
    }
}
