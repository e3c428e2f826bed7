using System.Numerics;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Recovery.Restart;

/// <summary>
/// The wallet tasks at a restart of the records: each is sealed anew and counted among what lies before it. One that was open has failed, since
/// a restart waits until no stored bytes can be mined any more. Pure.
/// </summary>
internal static class RestartTasks
{
    /// <param name="tasks">All there are.</param>
    /// <param name="earlier">Gets the rows as they will be.</param>
    /// <param name="now">When an open one ended.</param>
    /// <returns>The rows that change, each by itself.</returns>
    public static IReadOnlyList<IReadOnlyList<TableWrite>> Seal(
        IReadOnlyList<RestartRows.TaskWithAttempts> tasks, List<TableRow> earlier, DateTimeOffset now)
    {
        var writes = new List<IReadOnlyList<TableWrite>>();
        foreach (var (row, task, attempts) in tasks)
        {
            var ended = (task.IsEnded ? task : (task with { IsUnknown = false }).Failed(ReasonCode.LedgerFault, BigInteger.Zero, now)) with { RecordNumber = 0 };
            var values = TreasuryStateSeal.OrderOf(ended, attempts);
            if (RowHash.Of(values) != RowHash.Of(row.Values))
                writes.Add([new TableWrite.Replace(row.Key, values, row.ETag)]);
            earlier.Add(row with { Values = values });
        }

        return writes;
    }
}
