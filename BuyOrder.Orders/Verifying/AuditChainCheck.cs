using System.Globalization;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>The audit rows of one partition are all that the row with the head of their chain counts and hashes.</summary>
internal sealed class AuditChainCheck
{
    /// <summary>An instance from before the chain may have run on beside the one that began it.</summary>
    private static readonly TimeSpan RollingUpdate = TimeSpan.FromDays(1);

    private readonly List<(long? Number, TableRow Row)> rows = [];

    /// <summary>The oldest row with a number; null: there is none.</summary>
    private TableRow? First => rows.Where(each => each.Number is not null).OrderBy(each => each.Number).FirstOrDefault().Row;

    /// <summary>Takes the next row, newest first; what is wrong with it by itself, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        if (AuditRowsCheck.Shape(row) is { } fault)
            return fault;
        rows.Add((row.Values.Int64OrNull(AuditRow.NumberColumn), row));
        return null;
    }

    /// <summary>Call after the last row. Rows without a number are from before the chain and come first, oldest first.</summary>
    /// <param name="expected">What the head's row says.</param>
    /// <param name="head">That row.</param>
    public LedgerFault? End(AuditChain expected, TableRow head)
    {
        var chain = AuditChain.Empty;
        var accepted = AuditHead.AcceptedOf(head.Values);
        foreach (var (number, row) in rows.AsEnumerable().Reverse().OrderBy(each => each.Number ?? 0))
        {
            if (accepted > 0 && (number ?? 0) > accepted && chain.Rows < accepted)
                chain = chain with { Rows = accepted };
            chain = chain.With(row.Values);
            if (accepted > 0 && (number ?? 0) <= accepted)
            {
                chain = chain with { Rows = Math.Min(chain.Rows, accepted) };
                continue;
            }

            if (number is not null && number > chain.Rows)
            {
                return LedgerFault.Value(
                    head, AuditChain.RowsColumn, expected.Rows, Number($"audit row {chain.Rows}"), Number($"row {row.Key} has number {number.Value}: an audit row is missing"));
            }

            // A row that has lost its number lies before all that have one, and moves them.
            if (number is not null && number < chain.Rows)
                return Late(TimeSpan.FromTicks(1)) ?? LedgerFault.Value(row, AuditRow.NumberColumn, number, chain.Rows, "audit rows are numbered one after the other");
        }

        if (chain.Rows != expected.Rows)
            return LedgerFault.Value(head, AuditChain.RowsColumn, expected.Rows, chain.Rows, "the number of audit rows now");
        return chain.Hash == expected.Hash
            ? null
            : LedgerFault.Value(head, AuditChain.HashColumn, expected.Hash, chain.Hash, "the audit rows as they are now give that");
    }

    /// <summary>The same where the head is a row for itself; null: there is none.</summary>
    public LedgerFault? End(TableRow? head)
    {
        if (First is { } first)
        {
            if (head is null)
                return AuditHead.Missing(first);
            if (AuditHead.AcceptedOf(head.Values) == 0)
            {
                if (Late(RollingUpdate) is { } late)
                    return late;
                rows.RemoveAll(each => each.Number is null && AtOf(each.Row) >= AtOf(first));
            }
        }

        return head is null ? null : End(AuditHead.ChainOf(head.Values), head);
    }

    /// <summary>What the head's row must be by itself.</summary>
    public static LedgerFault? Shape(TableRow head)
    {
        try
        {
            return RowDifference.First(head, AuditHead.Write(AuditHead.ChainOf(head.Values), AuditHead.AcceptedOf(head.Values)), "that is how the head of an audit chain is written");
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(head, unreadable.Message.TrimEnd('.'));
        }
    }

    /// <summary>A row without a number that was written at least so long after the first that has one; null: there is none.</summary>
    private LedgerFault? Late(TimeSpan after)
    {
        if (First is not { } first)
            return null;
        return rows.Find(each => each.Number is null && AtOf(each.Row) >= AtOf(first) + after).Row is { } late
            ? LedgerFault.Value(late, AuditRow.NumberColumn, null, "a number", "the chain of audit rows had begun")
            : null;
    }

    private static DateTimeOffset AtOf(TableRow audit) => audit.Values.Time("at");

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
