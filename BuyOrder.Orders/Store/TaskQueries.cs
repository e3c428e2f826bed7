using System.Runtime.CompilerServices;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Store;

/// <summary>Reads wallet tasks. They have lists of their own: no list of orders has them.</summary>
internal sealed class TaskQueries(ITableStore tables)
{
    private readonly ITable table = tables.Table(OrderKeys.Table);

    /// <summary>One task with its attempts; null when there is none of that id.</summary>
    public async Task<TaskRecord?> FindAsync(string taskId, CancellationToken cancellation)
    {
        var (task, attempts) = await OrderRows.ReadAsync(table, taskId, cancellation);
        return task is null ? null : new TaskRecord(TaskRow.Read(task.Values), [.. attempts.Select(attempt => AttemptRow.Read(attempt.Values))]);
    }

    /// <summary>Tasks newest first.</summary>
    public async Task<ItemPage<TaskRecord>> ListAsync(int pageSize, string? continuation, CancellationToken cancellation)
    {
        var page = await table.QueryAsync(OrderKeys.Range(OrderKeys.TaskListPrefix, null, null, pageSize, continuation), cancellation);
        var found = new List<TaskRecord>();
        foreach (var id in page.Rows.Select(row => row.Values.Text("taskId")))
        {
            if (await FindAsync(id, cancellation) is { } task)
                found.Add(task);
        }

        return new ItemPage<TaskRecord>(found, page.Continuation);
    }

    /// <summary>Every task, in no order: one range query per thousand.</summary>
    public async IAsyncEnumerable<WalletTask> EachAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var query = new TableQuery(OrderKeys.Partition, OrderKeys.TaskPrefix, OrderKeys.TaskPrefix[..^1] + ";", TableLimits.MaxPageSize);
        await foreach (var page in RowPages.ReadAsync(table, query, cancellation))
        {
            foreach (var row in page)
                yield return TaskRow.Read(row.Values);
        }
    }
}

/// <summary>A wallet task with its attempts, in the order they were made.</summary>
internal sealed record TaskRecord(WalletTask Task, IReadOnlyList<Attempt> Attempts);
