using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Recovery.Restart;

/// <summary>All rows of the order store that a restart computes from, as they are now, whether or not they fit together.</summary>
internal sealed class RestartRows
{
    public TableRow? State { get; private init; }

    public required IReadOnlyList<OrderWithAttempts> Orders { get; init; }

    public required IReadOnlyList<TaskWithAttempts> Tasks { get; init; }

    /// <summary>Attempts whose order or task is gone.</summary>
    public required IReadOnlyList<Attempt> Ownerless { get; init; }

    /// <summary>By row key, newest first.</summary>
    public required IReadOnlyDictionary<string, TableRow> Records { get; init; }

    public required TableRow? NewestRecord { get; init; }

    /// <summary>Oldest first, those without a number before the others.</summary>
    public required IReadOnlyList<TableRow> Audits { get; init; }

    /// <summary>By transaction hash as the key has it, were it none, whose it is.</summary>
    public required IReadOnlyDictionary<string, string> Owners { get; init; }

    /// <summary>The rows that say so, those that list the orders, and those of orders whose block is looked at again: all made of the orders.</summary>
    public required IReadOnlyList<TableRow> Derived { get; init; }

    /// <exception cref="InvalidDataException">An order or an attempt cannot be read.</exception>
    /// <exception cref="ForeignRowException">A row has a property that the service never writes.</exception>
    public static async Task<RestartRows> ReadAsync(ITable table, CancellationToken cancellation)
    {
        // First: while the state is the same, so is all the rest.
        var state = await table.ReadAsync(OrderKeys.Partition, OrderKeys.State, cancellation);

        // Before the orders: one that is reserved meanwhile has a row that is missing here, and none that seems to be too many.
        var listed = await ListAsync(table, OrderKeys.OrderListPrefix, cancellation);
        var listedTasks = await ListAsync(table, OrderKeys.TaskListPrefix, cancellation);
        var watched = await ListAsync(table, OrderKeys.WatchedPrefix, cancellation);
        var attempts = (await ListAsync(table, OrderKeys.AttemptsFrom("")[..2], cancellation)).ToLookup(row => row.Key.Split(':')[1]);
        var orders = (await ListAsync(table, OrderKeys.FirstOrder, cancellation)).ConvertAll(row =>
        {
            var order = OrderRow.Read(row.Values);
            return new OrderWithAttempts(row, order, [.. attempts[order.Id]]);
        });
        var tasks = (await ListAsync(table, OrderKeys.TaskPrefix, cancellation)).ConvertAll(row =>
        {
            var task = TaskRow.Read(row.Values);
            return new TaskWithAttempts(row, task, [.. attempts[task.Id].Select(attempt => AttemptRow.Read(attempt.Values))]);
        });
        var ids = orders.Select(each => each.Order.Id).Concat(tasks.Select(each => each.Task.Id)).ToHashSet(StringComparer.Ordinal);
        var records = await ListAsync(table, OrderKeys.RecordPrefix, cancellation);
        var audits = await ListAsync(table, AuditRow.Prefix, cancellation);
        var owners = await ListAsync(table, OrderKeys.TransactionPrefix, cancellation);
        return new RestartRows
        {
            State = state,
            Orders = orders,
            Tasks = tasks,
            Ownerless = [.. attempts.Where(each => !ids.Contains(each.Key)).SelectMany(each => each).Select(row => AttemptRow.Read(row.Values))],
            Records = records.ToDictionary(row => row.Key, StringComparer.Ordinal),
            NewestRecord = records.FirstOrDefault(),
            Audits = [.. audits.AsEnumerable().Reverse().OrderBy(row => row.Values[AuditRow.NumberColumn] as long? ?? 0)],
            Derived = [.. listed, .. listedTasks, .. watched, .. owners],
            Owners = owners.ToDictionary(
                row => row.Key[OrderKeys.TransactionPrefix.Length..], row => row.Values["orderId"] as string ?? "", StringComparer.Ordinal),
        };
    }

    private static async Task<List<TableRow>> ListAsync(ITable table, string prefix, CancellationToken cancellation)
    {
        var rows = new List<TableRow>();
        await foreach (var page in RowPages.ReadAsync(table, new TableQuery(OrderKeys.Partition, prefix, prefix[..^1] + ";"), cancellation))
            rows.AddRange(page);
        return rows;
    }

    /// <param name="Row">As it is stored.</param>
    /// <param name="Task">What it says.</param>
    /// <param name="Attempts">Oldest first.</param>
    internal sealed record TaskWithAttempts(TableRow Row, WalletTask Task, IReadOnlyList<Attempt> Attempts);

    /// <param name="Row">As it is stored.</param>
    /// <param name="Order">What it says.</param>
    /// <param name="AttemptRows">Oldest first.</param>
    internal sealed record OrderWithAttempts(TableRow Row, Order Order, IReadOnlyList<TableRow> AttemptRows)
    {
        /// <summary>
        /// As they are; of an ended order those that can be read, numbered anew: no step rests on them any more, and its transaction rows
        /// still say which there were.
        /// </summary>
        public IReadOnlyList<Attempt> Attempts { get; } = Order.IsEnded
            ? [.. AttemptRows.Select(Readable).OfType<Attempt>().Select((attempt, index) => attempt with { Number = index + 1 })]
            : [.. AttemptRows.Select(row => AttemptRow.Read(row.Values))];

        private static Attempt? Readable(TableRow row)
        {
            try
            {
                return AttemptRow.Read(row.Values);
            }
            catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or OverflowException)
            {
                return null;
            }
        }
    }
}
