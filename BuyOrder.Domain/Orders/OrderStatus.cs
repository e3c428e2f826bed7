namespace BuyOrder.Domain.Orders;

/// <summary>Where the promise stands; completed and failed are final.</summary>
public enum OrderStatus
{
    Unset = 0,
    Pending,
    Completed,
    Failed,
}
