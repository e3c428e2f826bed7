namespace BuyOrder.Storage;

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
