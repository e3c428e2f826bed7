using BuyOrder.Ledger.Rejected;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>What operators did with rejected revenue: each audit row as it would be written, all together as the head of their chain counts and hashes them.</summary>
internal sealed class RejectedAuditsCheck(ITable table)
{
    /// <summary>The head, and one that should not be there.</summary>
    private const int Few = 2;

    private readonly AuditChainCheck chain = new();
    private TableRow? head;

    /// <summary>Call before the rows.</summary>
    public async Task<LedgerFault?> BeginAsync(CancellationToken cancellation)
    {
        var named = (await table.QueryAsync(new TableQuery(RejectedKeys.Partition, null, RejectedKeys.Count, Few), cancellation)).Rows;
        head = named.FirstOrDefault(row => row.Key == AuditHead.Key);
        if (named.FirstOrDefault(row => row.Key != AuditHead.Key) is { } stray)
            return LedgerFault.Row(stray, "there is no such row of rejected revenue");
        return head is null ? null : AuditChainCheck.Shape(head);
    }

    /// <summary>Takes the next row, newest first; its fault, or null.</summary>
    public LedgerFault? Add(TableRow row) => chain.Add(row);

    /// <summary>Call after the last row.</summary>
    public LedgerFault? End() => chain.End(head);
}
