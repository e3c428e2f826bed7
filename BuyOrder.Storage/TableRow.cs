namespace BuyOrder.Storage;

/// <summary>
/// A row as it was read, with the ETag that a later <see cref="TableWrite.Replace"/> or <see cref="TableWrite.Delete"/> must name.
/// </summary>
internal sealed record TableRow(string Partition, string Key, RowValues Values, string ETag);
