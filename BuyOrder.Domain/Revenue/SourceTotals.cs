using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>What one source earned: the value of its sales and of its refunds, both as positive amounts.</summary>
public sealed record SourceTotals(long Entries, Zar Sales, Zar Refunds)
{
    public Zar Net => Sales - Refunds;
}
