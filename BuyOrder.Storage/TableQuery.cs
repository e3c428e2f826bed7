namespace BuyOrder.Storage;

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
