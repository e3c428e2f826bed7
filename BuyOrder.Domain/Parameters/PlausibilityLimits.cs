using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Parameters;

/// <summary>How far revenue may go without an operator. A limit that is null is off; one of 0 allows nothing.</summary>
public sealed record PlausibilityLimits
{
    /// <summary>Every limit is off; of the statuses, the usual words of payment services count as not settled.</summary>
    public static readonly PlausibilityLimits Default = new();

    /// <summary>The largest value of one sale.</summary>
    public Zar? MaxAmount { get; init; }

    /// <summary>How far the rate of a message may be from the table's, either way.</summary>
    public int? MaxRateDeviationBps { get; init; }

    /// <summary>How far ahead a sale may have occurred.</summary>
    public TimeSpan? MaxFuture { get; init; }

    /// <summary>How long ago a sale may have occurred.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The largest revenue since the last order for each day that has begun since; above it nothing is bought.</summary>
    public Zar? MaxRevenuePerDay { get; init; }

    /// <summary>A sale whose <c>status</c> is one of these words is not settled; null: the status is not looked at.</summary>
    public StatusWords? NotSettledStatuses { get; init; } = StatusWords.Default;
}
