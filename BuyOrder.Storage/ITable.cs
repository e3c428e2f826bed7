namespace BuyOrder.Storage;

/// <summary>
/// What BuyOrder needs of a table: point read, partition query in pages, and an atomic batch inside one partition.
/// Every write states its precondition: insert-only, or one exact ETag.
/// </summary>
/// <remarks>
/// A precondition that does not hold is a returned outcome. <see cref="TableUnavailableException"/> says that the service
/// did not give an answer we can trust: the batch may or may not have been applied, and the caller must read to know.
/// Because lost answers are retried, a batch may meet its own earlier write and be refused by it: whoever gets
/// <see cref="BatchFailure.AlreadyExists"/> or <see cref="BatchFailure.Changed"/> reads the row to know whose write it was.
/// A row or batch that the service would refuse by its limits throws <see cref="TableLimitException"/> before anything is sent.
/// A table that was never created is a fault of the deployment: <see cref="InvalidOperationException"/>.
/// </remarks>
internal interface ITable
{
    /// <summary>One row, or null when there is none.</summary>
    Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation);

    /// <summary>One page of a partition, in key order. A page may be short, even empty, and still have a continuation.</summary>
    /// <exception cref="InvalidContinuationException">The continuation is not one that a query of this table gave.</exception>
    Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation);

    /// <summary>All writes or none, in one partition; 1 to 100 writes, each key at most once.</summary>
    Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation);
}
