using BuyOrder.Ledger.Rejected;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>What operators did with rejected revenue: each audit row as it would be written, all together as the head of their chain counts and hashes them.</summary>
internal sealed class RejectedAuditsCheck(ITable table)
{
    private readonly AuditChainCheck chain = new();
    private TableRow? head;

    /// <summary>Call before the rows.</summary>
    public async Task<LedgerFault?> BeginAsync(CancellationToken cancellation)
    {
        head = await table.ReadAsync(RejectedKeys.Partition, AuditHead.Key, cancellation);
        return head is null ? null : AuditChainCheck.Shape(head);
    }

    /// <summary>Takes the next row, newest first; its fault, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        if (AuditRowsCheck.Shape(row) is { } fault)
            return fault;
        chain.Add(row);
        return null;
    }

    /// <summary>Call after the last row.</summary>
    public LedgerFault? End() => chain.End(head);
}
