using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>The order that an entry funded.</summary>
internal sealed record FundedOrderResponse(string Id, string Status, DateTimeOffset CreatedAt)
{
    public static FundedOrderResponse? Of(Order? order) => order is null ? null : new(order.Id, Words.Of(order.Status), order.CreatedAt);
}
