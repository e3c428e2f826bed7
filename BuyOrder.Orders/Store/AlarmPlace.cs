namespace BuyOrder.Orders.Store;

/// <summary>Where what an alarm tells of was found.</summary>
/// <param name="Partition">Of the row.</param>
/// <param name="RowKey">Of the row.</param>
/// <param name="Property">Null when it is the row as a whole.</param>
internal sealed record AlarmPlace(string Partition, string RowKey, string? Property);
