using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Recovery.Restart;

/// <summary>Rows that are made of the orders and their attempts alone, and so can be made again. Pure; each write is independent of the others.</summary>
internal static class RestartRepairs
{
    /// <summary>List, watch and transaction rows: what is missing is written, what says something else is replaced, what belongs to no order goes.</summary>
    /// <param name="rows">All there are.</param>
    /// <param name="orders">As their rows will be.</param>
    /// <param name="now">Tells which orders are still looked at.</param>
    public static IEnumerable<TableWrite> Derived(RestartRows rows, IReadOnlyList<Order> orders, DateTimeOffset now)
    {
        var (wanted, optional) = Wanted(rows, orders, now);
        foreach (var row in rows.Derived)
        {
            if (wanted.Remove(row.Key, out var values) || optional.TryGetValue(row.Key, out values))
            {
                if (RowHash.Of(row.Values) != RowHash.Of(values))
                    yield return new TableWrite.Replace(row.Key, values, row.ETag);
            }
            else if (!row.Key.StartsWith(OrderKeys.TransactionPrefix, StringComparison.Ordinal))
            {
                // A transaction that no attempt has any more is told of in the audit, and its row stays.
                yield return new TableWrite.Delete(row.Key, row.ETag);
            }
        }

        foreach (var (key, values) in wanted)
            yield return new TableWrite.Insert(key, values);
    }

    /// <summary>
    /// What a state that was edited or lost leaves known of the pause: paused if it says so itself, else what operators did last, else what it
    /// says; and what the parameters say where there is none of all that.
    /// </summary>
    /// <param name="said">By that state.</param>
    /// <param name="audits">Oldest first.</param>
    /// <param name="inForce">The parameters.</param>
    public static PauseState Pause(PauseState said, IReadOnlyList<TableRow> audits, ParametersVersion inForce)
    {
        if (said is PauseState.Paused)
            return said;
        if (audits.LastOrDefault(row => ActionOf(row) is nameof(AuditAction.BuyingPaused) or nameof(AuditAction.BuyingResumed)) is not { } last)
            return said is PauseState.Unmoved ? PauseState.Of(inForce) : said;
        var audit = AuditRow.Read(last.Values);
        var change = new PauseChange(audit.At, audit.Who, audit.Reason);
        return audit.Action == AuditAction.BuyingPaused ? new PauseState.Paused(change) : new PauseState.Resumed(change);
    }

    private static string? ActionOf(TableRow audit) => audit.Values["action"] as string;

    /// <summary>The attempts of an ended order as they will be: each as it would be written, and numbered one after the other.</summary>
    public static List<TableWrite> Attempts(RestartRows.OrderWithAttempts each)
    {
        var wanted = each.Attempts.ToDictionary(attempt => OrderKeys.Attempt(each.Order.Id, attempt.Number), AttemptRow.Write, StringComparer.Ordinal);
        var writes = new List<TableWrite>();
        foreach (var row in each.AttemptRows)
        {
            if (!wanted.Remove(row.Key, out var values))
                writes.Add(new TableWrite.Delete(row.Key, row.ETag));
            else if (RowHash.Of(row.Values) != RowHash.Of(values))
                writes.Add(new TableWrite.Replace(row.Key, values, row.ETag));
        }

        writes.AddRange(wanted.Select(missing => new TableWrite.Insert(missing.Key, missing.Value)));
        return writes;
    }

    /// <returns>Rows that there must be, and rows that there may be: an order whose time is over need not be watched.</returns>
    private static (SortedDictionary<string, RowValues> Wanted, Dictionary<string, RowValues> Optional) Wanted(
        RestartRows rows, IReadOnlyList<Order> orders, DateTimeOffset now)
    {
        var wanted = new SortedDictionary<string, RowValues>(StringComparer.Ordinal);
        var optional = new Dictionary<string, RowValues>(StringComparer.Ordinal);
        foreach (var (each, order) in rows.Orders.Zip(orders))
        {
            RowValues Named() => new() { ["orderId"] = order.Id };
            wanted[OrderKeys.Listed(order.CreatedAt, order.Id)] = Named();
            foreach (var attempt in each.Attempts)
                wanted[OrderKeys.Transaction(attempt.TransactionHash)] = Named();
            if (order.Purchase is not { } purchase)
                continue;
            wanted.TryAdd(OrderKeys.Transaction(purchase.TransactionHash), Named());
            if (order is not { Status: JobStatus.Completed, EndedAt: { } ended })
                continue;
            var values = WatchedOrder.Values(order.Id, purchase.BlockNumber, purchase.BlockHash);
            if (ended > now - WatchedOrder.Window)
                wanted[OrderKeys.Watched(ended, order.Id)] = values;
            else
                optional[OrderKeys.Watched(ended, order.Id)] = values;
        }

        foreach (var each in rows.Tasks)
        {
            wanted[OrderKeys.ListedTask(each.Task.CreatedAt, each.Task.Id)] = new RowValues { ["taskId"] = each.Task.Id };
            foreach (var attempt in each.Attempts)
                wanted[OrderKeys.Transaction(attempt.TransactionHash)] = new RowValues { ["orderId"] = each.Task.Id };
        }

        return (wanted, optional);
    }
}
