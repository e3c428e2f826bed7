using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>The rows that list each order once, and those of completed orders that are looked at again for a while.</summary>
/// <param name="orders">All of them.</param>
/// <param name="now">Orders whose time is over need not be watched.</param>
internal sealed class ListRowsCheck(IReadOnlyDictionary<string, KnownOrder> orders, DateTimeOffset now)
{
    /// <summary>Takes the next list row; its fault, or null.</summary>
    public LedgerFault? AddListed(TableRow row)
    {
        if (Owner(row) is not { } order)
        {
            return row.Values["orderId"] is string id && row.Key.EndsWith(':' + id, StringComparison.Ordinal)
                ? LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Order(id), $"row {row.Key} lists it")
                : LedgerFault.Row(row, "there is no such order");
        }

        if (row.Key != OrderKeys.Listed(order.CreatedAt, order.Id))
            return LedgerFault.Row(row, $"order {order.Id} is listed as {OrderKeys.Listed(order.CreatedAt, order.Id)}");
        order.IsListed = true;
        return RowDifference.First(row, new RowValues { ["orderId"] = order.Id }, "the key says that");
    }

    /// <summary>Takes the next row of an order that is watched; its fault, or null.</summary>
    public LedgerFault? AddWatched(TableRow row)
    {
        if (Owner(row) is not { } order)
            return LedgerFault.Row(row, "there is no such order");
        if (order.Block is not { } block || row.Key != OrderKeys.Watched(order.EndedAt!.Value, order.Id))
            return LedgerFault.Row(row, $"order {order.Id} was not completed then");
        order.IsWatched = true;
        var wanted = WatchedOrder.Values(order.Id, block.Number, block.Hash);
        return RowDifference.First(row, wanted, $"order {order.Id} was completed by that");
    }

    /// <summary>Call after the last row of both kinds.</summary>
    public LedgerFault? End()
    {
        if (orders.Values.FirstOrDefault(order => !order.IsListed && !order.IsTask) is { } unlisted)
        {
            return LedgerFault.Missing(
                OrderKeys.Partition, OrderKeys.Listed(unlisted.CreatedAt, unlisted.Id), $"order {unlisted.Id} is in no list without it");
        }

        var since = now - WatchedOrder.Window;
        return orders.Values.FirstOrDefault(order => order is { Status: JobStatus.Completed, IsWatched: false, IsTask: false } && order.EndedAt > since) is { } unwatched
            ? LedgerFault.Missing(
                OrderKeys.Partition, OrderKeys.Watched(unwatched.EndedAt!.Value, unwatched.Id), $"the block of order {unwatched.Id} is still to be looked at")
            : null;
    }

    /// <summary>The order that the key names, which must be the one inside.</summary>
    private KnownOrder? Owner(TableRow row) => orders.GetValueOrDefault(row.Key[(row.Key.LastIndexOf(':') + 1)..]);
}
