namespace BuyOrder.Functions.Storage;

/// <summary>
/// What BuyOrder needs of a table: point read, partition query in pages, and an atomic batch inside one partition.
/// Every write states its precondition: insert-only, or one exact ETag.
/// </summary>
/// <remarks>
/// A precondition that does not hold is a returned outcome. <see cref="TableUnavailableException"/> says that the service
/// did not give an answer we can trust: the batch may or may not have been applied, and the caller must read to know.
/// A row or batch that the service would refuse by its limits throws <see cref="TableLimitException"/> before anything is sent.
/// </remarks>
internal interface ITable
{
    /// <summary>One row, or null when there is none.</summary>
    Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation);

    /// <summary>One page of a partition, in key order. A page may be short, even empty, and still have a continuation.</summary>
    Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation);

    /// <summary>All writes or none, in one partition; 1 to 100 writes, each key at most once.</summary>
    Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation);
}
