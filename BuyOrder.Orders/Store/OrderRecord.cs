using BuyOrder.Domain.Orders;

namespace BuyOrder.Orders.Store;

/// <summary>An order with its attempts, in the order they were made.</summary>
internal sealed record OrderRecord(Order Order, IReadOnlyList<Attempt> Attempts);
