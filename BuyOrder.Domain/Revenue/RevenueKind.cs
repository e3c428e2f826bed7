namespace BuyOrder.Domain.Revenue;

public enum RevenueKind
{
    Unknown = 0,
    Sale,
    Refund,
}
