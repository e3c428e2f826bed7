using BuyOrder.Domain.Orders;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>What may be open as a row, and back: an order or a wallet task.</summary>
internal static class JobRow
{
    public static RowValues Write(Job job) => job switch
    {
        Order order => OrderRow.Write(order),
        WalletTask task => TaskRow.Write(task),
        _ => throw new InvalidOperationException($"There is no row for {job}."),
    };

    public static Job Read(string id, RowValues row) => OrderIds.IsTaskId(id) ? TaskRow.Read(row) : OrderRow.Read(row);
}
