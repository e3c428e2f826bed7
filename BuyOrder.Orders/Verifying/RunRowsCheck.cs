using BuyOrder.Domain;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>
/// The runs: each as it would be written, with the figures of the order that it placed; and each order of the chain has the run that was
/// written with it. A run that placed no order is bound to nothing else: that one is deleted cannot be seen.
/// </summary>
/// <param name="orders">All of them.</param>
/// <param name="chainBase">The record that the sums begin with. After a restart of the records, runs from before it prove nothing any more.</param>
internal sealed class RunRowsCheck(IReadOnlyDictionary<string, KnownOrder> orders, TreasuryRecord chainBase)
{
    private readonly HashSet<string> placed = new(StringComparer.Ordinal);
    private readonly string? notJudgedFrom = chainBase.Event == RecordEvent.Restarted ? OrderKeys.RunPrefix + TimeKey.Of(chainBase.At) : null;

    /// <summary>Takes the next run, newest first; its fault, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        if (notJudgedFrom is not null && string.CompareOrdinal(row.Key, notJudgedFrom) >= 0)
        {
            // One of the same moment may have come after the restart.
            if (row.Values["orderId"] is string earlier)
                placed.Add(earlier);
            return null;
        }

        RunRecord run;
        try
        {
            run = RunRow.Read(row.Values);
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }

        if (row.Key != OrderKeys.Run(run.Id) || !run.Id.StartsWith(OrderKeys.RunId(run.At, ""), StringComparison.Ordinal))
            return LedgerFault.Row(row, "its key is not that of its id and its time");
        if (RowDifference.First(row, RunRow.Write(run), "that is how a run with these fields is written") is { } difference)
            return difference;
        return run.OrderId is null ? NoOrder(row, run) : OfOrder(row, run);
    }

    /// <summary>Call after the last run.</summary>
    public LedgerFault? End() => orders.Values.FirstOrDefault(order => order.IsReservedInChain && !placed.Contains(order.Id)) is { } without
        ? LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Run(OrderKeys.RunId(without.CreatedAt, without.Id)), $"order {without.Id} was placed by it")
        : null;

    private static LedgerFault? NoOrder(TableRow row, RunRecord run) => run.Outcome == ReasonCode.Ordered
        ? LedgerFault.Value(row, "orderId", null, "an order", "the run says that it placed one")
        : null;

    private LedgerFault? OfOrder(TableRow row, RunRecord run)
    {
        if (!orders.TryGetValue(run.OrderId!, out var order))
            return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Order(run.OrderId!), $"row {row.Key} names it");
        if (run.Outcome != ReasonCode.Ordered)
            return null;
        if (run.Id != OrderKeys.RunId(run.At, order.Id))
            return LedgerFault.Value(row, "orderId", order.Id, "the order of its id", "a run places the order that it was asked for");
        if (!placed.Add(order.Id))
            return LedgerFault.Value(row, "outcome", run.Outcome.Value, "another one", $"order {order.Id} was placed by another run");
        if (run.Figures?.Spend != order.Spend)
            return LedgerFault.Value(row, "spendCents", run.Figures?.Spend.Cents, order.Spend.Cents, $"order {order.Id} says that");
        return run.Figures.TotalRevenue == order.RevenueTotal
            ? null
            : LedgerFault.Value(row, "totalRevenueCents", run.Figures.TotalRevenue.Cents, order.RevenueTotal.Cents, $"order {order.Id} says that");
    }
}
