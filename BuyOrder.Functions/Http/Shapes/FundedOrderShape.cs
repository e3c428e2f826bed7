using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Http.Shapes;

/// <summary>The order that an entry funded.</summary>
internal sealed record FundedOrderShape(string Id, string Status, DateTimeOffset CreatedAt)
{
    public static FundedOrderShape? Of(Order? order) => order is null ? null : new(order.Id, Words.Of(order.Status), order.CreatedAt);
}
