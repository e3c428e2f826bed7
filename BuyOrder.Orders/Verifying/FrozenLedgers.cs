using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>Reads where orders and the newest clean verification have frozen the ledger.</summary>
internal static class FrozenLedgers
{
    private static readonly string FirstOrder = OrderKeys.Order("");
    private static readonly string AfterOrders = OrderKeys.Order("")[..^1] + ";";

    /// <summary>All of them, or the first row that holds none.</summary>
    /// <param name="orders">Null: there is no order store.</param>
    /// <param name="verified">The newest clean verification; null when there was none.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<(IReadOnlyList<FrozenLedger> Frozen, LedgerFault? Fault)> ReadAsync(
        ITable? orders, FrozenLedger? verified, CancellationToken cancellation)
    {
        var frozen = new List<FrozenLedger>();
        if (verified is not null)
            frozen.Add(verified);
        if (orders is null)
            return (frozen, null);
        var query = new TableQuery(OrderKeys.Partition, FirstOrder, AfterOrders);
        await foreach (var page in RowPages.ReadAsync(orders, query, cancellation))
        {
            foreach (var row in page)
            {
                if (FrozenLedger.Read(row) is not { } ledger)
                    return (frozen, LedgerFault.Row(row, "it holds no ledger root with its cut-off"));
                frozen.Add(ledger);
            }
        }
        return (frozen, null);
    }
}
