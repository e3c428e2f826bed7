using System.Diagnostics.CodeAnalysis;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Revenue;

/// <summary>A message as it would be recorded, or why it never can be. Exactly one of the two is set.</summary>
internal sealed record RevenueReading(ValuedRevenue? Revenue, Rejection? Rejection)
{
    [MemberNotNullWhen(true, nameof(Revenue))]
    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool IsValid => Revenue is not null;
}
