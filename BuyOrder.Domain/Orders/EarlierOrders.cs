namespace BuyOrder.Domain.Orders;

/// <summary>The orders of a book from before its record chain.</summary>
/// <param name="Count">How many.</param>
/// <param name="Hash">Over each one's id and the hash of its row, in ordinal order of the ids.</param>
public sealed record EarlierOrders(long Count, string Hash);
