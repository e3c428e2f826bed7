using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>Rows of the order store that are of no kind the service writes: looked for between the kinds, so that no row is read twice.</summary>
internal static class StrayRows
{
    /// <summary>In key order; after each prefix of two characters the next key begins with the character after the colon.</summary>
    private static readonly string[] Prefixes =
    [
        OrderKeys.Attempt("", 0)[..2], OrderKeys.RecordPrefix, OrderKeys.OrderListPrefix, OrderKeys.FirstOrder, OrderKeys.RunPrefix,
        OrderKeys.TransactionPrefix, AuditRow.Prefix, OrderKeys.WatchedPrefix, OrderKeys.OutboxPrefix, OrderKeys.AlarmPrefix,
        OrderKeys.TaskPrefix, OrderKeys.TaskListPrefix,
    ];

    /// <summary>The first of them, or null.</summary>
    public static async Task<LedgerFault?> FindAsync(ITable table, CancellationToken cancellation)
    {
        var pages = await Task.WhenAll(Gaps().Select(gap => table.QueryAsync(new TableQuery(OrderKeys.Partition, gap.From, gap.Before, Few), cancellation)));
        return pages.SelectMany(page => page.Rows).FirstOrDefault(row => row.Key is not (OrderKeys.State or OrderKeys.Told)) is { } stray
            ? LedgerFault.Row(stray, "the order store has no such row")
            : null;
    }

    /// <summary>A row that has a name of its own, and one that should not be there.</summary>
    private const int Few = 2;

    private static IEnumerable<(string? From, string? Before)> Gaps()
    {
        string? from = null;
        foreach (var prefix in Prefixes.Order(StringComparer.Ordinal))
        {
            yield return (from, prefix);
            from = prefix[..^1] + ";";
        }

        yield return (from, null);
    }
}
