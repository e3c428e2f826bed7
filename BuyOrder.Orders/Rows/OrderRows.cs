using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>Reads the rows of one order or one wallet task. A step may fall between them: a decision on them must compare the state's ETag.</summary>
internal static class OrderRows
{
    /// <summary>More than an order can have: four tries of <see cref="Domain.Orders.EngineLimits.MaxAttemptsPerTry"/> attempts each.</summary>
    private const int MaxAttempts = 1000;

    /// <summary>The order or the task, null when there is none of this id, and its attempts, oldest first.</summary>
    public static async Task<(TableRow? Order, IReadOnlyList<TableRow> Attempts)> ReadAsync(
        ITable table, string orderId, CancellationToken cancellation)
    {
        var order = table.ReadAsync(OrderKeys.Partition, OrderKeys.Job(orderId), cancellation);
        var attempts = table.QueryAsync(
            new TableQuery(OrderKeys.Partition, OrderKeys.AttemptsFrom(orderId), OrderKeys.AttemptsBefore(orderId), MaxAttempts), cancellation);
        await Task.WhenAll(order, attempts);
        return (await order, (await attempts).Rows);
    }
}
