namespace BuyOrder.Domain.Revenue;

/// <summary>What was earned on one business day, over all shards.</summary>
public sealed record DayTotals(DateOnly Day, RevenueTotals Revenue);
