namespace BuyOrder.Domain.Revenue;

public enum RevenueSource
{
    Unknown = 0,
    CourseSale,
    Subscription,
    Other,
}
