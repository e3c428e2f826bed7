using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Store;

/// <summary>A completed order whose block is looked at again for a while, and the row that says so.</summary>
internal sealed record WatchedOrder(string OrderId, long BlockNumber, Hash256 BlockHash, string Key, string ETag)
{
    /// <summary>How long a completed order is looked at again.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(7);

    public static TableWrite.Insert Insert(Order completed) => new(
        OrderKeys.Watched(completed.EndedAt!.Value, completed.Id),
        Values(completed.Id, completed.Purchase!.BlockNumber, completed.Purchase.BlockHash));

    public static RowValues Values(string orderId, long blockNumber, Hash256 blockHash) => new()
    {
        ["schema"] = RowText.Schema,
        ["orderId"] = orderId,
        ["blockNumber"] = blockNumber,
        ["blockHash"] = blockHash.ToString(),
    };

    public static WatchedOrder Read(TableRow row)
    {
        row.Values.RequireSchema("A watched order");
        // An edited hash is that of no block, so this order is not undone by it; verification tells of it, and the other orders are looked at.
        _ = Hash256.TryParse(row.Values.Text("blockHash"), out var blockHash);
        return new WatchedOrder(row.Values.Text("orderId"), row.Values.Int64("blockNumber"), blockHash, row.Key, row.ETag);
    }
}
