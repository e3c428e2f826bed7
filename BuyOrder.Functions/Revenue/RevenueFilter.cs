using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Revenue;

/// <summary>Which entries to list: recorded at or after <see cref="From"/> and before <see cref="To"/>, of one source; null = any.</summary>
internal sealed record RevenueFilter(DateTimeOffset? From = null, DateTimeOffset? To = null, RevenueSource? Source = null)
{
    public static readonly RevenueFilter All = new();
}
