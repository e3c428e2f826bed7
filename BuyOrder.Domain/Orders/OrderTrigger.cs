namespace BuyOrder.Domain.Orders;

public enum OrderTrigger
{
    Unset = 0,
    Schedule,
    Manual,
}
