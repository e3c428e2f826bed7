namespace BuyOrder.Storage;

/// <summary>
/// What BuyOrder needs of a table: point read, partition query in pages, and an atomic batch inside one partition.
/// Every write states its precondition: insert-only, or one exact ETag.
/// </summary>
/// <remarks>
/// A precondition that does not hold is a returned outcome. <see cref="TableUnavailableException"/> says that the service
/// did not give an answer we can trust: the batch may or may not have been applied, and the caller must read to know.
/// Because lost answers are retried, a batch may meet its own earlier write and be refused by it: a caller that gets
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

/// <summary>
/// Rows of one partition whose key is at or after <see cref="From"/> and before <see cref="Before"/> (ordinal), in key order.
/// </summary>
/// <param name="Partition">The partition; a query never crosses partitions.</param>
/// <param name="From">First key, inclusive; null = from the start.</param>
/// <param name="Before">Last key, exclusive; null = to the end.</param>
/// <param name="PageSize">1 to 1 000 rows.</param>
/// <param name="Continuation">The opaque value of the page before; null = first page.</param>
internal sealed record TableQuery(
    string Partition, string? From = null, string? Before = null, int PageSize = TableLimits.MaxPageSize, string? Continuation = null);

/// <summary>A page of rows; <see cref="Continuation"/> is null at the end of the range.</summary>
internal sealed record TablePage(IReadOnlyList<TableRow> Rows, string? Continuation);

/// <summary>
/// Applied, with the new ETag of each write in order (null for a delete), or refused by one operation: then nothing was written.
/// </summary>
internal sealed record BatchResult
{
    private BatchResult(BatchFailure failure, int failedIndex, IReadOnlyList<string?> etags) =>
        (Failure, FailedIndex, ETags) = (failure, failedIndex, etags);

    public bool Applied => Failure == BatchFailure.None;

    public BatchFailure Failure { get; }

    /// <summary>Index of the operation that failed; -1 when applied.</summary>
    public int FailedIndex { get; }

    public IReadOnlyList<string?> ETags { get; }

    public static BatchResult Success(IReadOnlyList<string?> etags) => new(BatchFailure.None, -1, etags);

    public static BatchResult Refused(BatchFailure failure, int failedIndex) => new(failure, failedIndex, []);
}

/// <summary>Why a batch was not applied.</summary>
internal enum BatchFailure
{
    Unknown = 0,
    None,

    /// <summary>An insert met an existing row (409).</summary>
    AlreadyExists,

    /// <summary>The row is gone or has another ETag (404, 412).</summary>
    Changed,
}

/// <summary>
/// A row as it was read, with the ETag that a later <see cref="TableWrite.Replace"/> or <see cref="TableWrite.Delete"/> must name.
/// </summary>
internal sealed record TableRow(string Partition, string Key, RowValues Values, string ETag);

/// <summary>One operation of a batch, with its precondition.</summary>
internal abstract record TableWrite(string Key)
{
    /// <summary>Fails with <see cref="BatchFailure.AlreadyExists"/> when the row is there.</summary>
    internal sealed record Insert(string Key, RowValues Values) : TableWrite(Key);

    /// <summary>Replaces the whole row; fails with <see cref="BatchFailure.Changed"/> unless the row has exactly this ETag.</summary>
    internal sealed record Replace(string Key, RowValues Values, string ETag) : TableWrite(Key);

    /// <summary>Fails with <see cref="BatchFailure.Changed"/> unless the row has exactly this ETag.</summary>
    internal sealed record Delete(string Key, string ETag) : TableWrite(Key);
}
