using BuyOrder.Domain.Orders;

namespace BuyOrder.Orders.Store;

/// <summary>Which orders to list: by status, and by creation time from <see cref="From"/> (inclusive) to <see cref="To"/> (exclusive).</summary>
internal sealed record OrderFilter(OrderStatus? Status = null, DateTimeOffset? From = null, DateTimeOffset? To = null);
