using System.Globalization;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;

namespace BuyOrder.Domain.Treasury;

/// <summary>What the limits by day, month and time leave of an allocation. Scheduled and manual orders are bounded alike.</summary>
public static class LimitRule
{
    /// <summary><c>min(spend, what is left of the day, what is left of the month)</c>, and nothing while the shortest interval is not over.</summary>
    /// <param name="decision">By the allocation rule, not below the minimum.</param>
    /// <param name="parameters">With minimum and limits.</param>
    /// <param name="windows">As they stand at <paramref name="now"/>; null where they are not known: then they do not bound.</param>
    /// <param name="newest">When the newest order that has not failed was reserved; null when there is none.</param>
    /// <param name="now">The time.</param>
    public static LimitedSpend Apply(
        SpendDecision decision, BusinessParameters parameters, SpendWindows? windows, DateTimeOffset? newest, DateTimeOffset now)
    {
        if (parameters.Limits.MinimumInterval is { } interval && newest is { } last && now - last < interval)
        {
            return new LimitedSpend(Zar.Zero, string.Create(
                CultureInfo.InvariantCulture,
                $"The newest order was reserved at {last:u}, and the shortest interval is {IsoDuration.Format(interval)}: the next may come at {last + interval:u}."));
        }

        var spend = decision.Spend;
        string? reached = null;
        if (windows is not null)
        {
            Bound(parameters.Limits.MaxPerDay, windows.DaySpend, $"day {DayText.Of(windows.Day)}");
            Bound(parameters.Limits.MaxPerMonth, windows.MonthSpend, $"month {DayText.Of(windows.Day)[..7]}");
        }

        return new LimitedSpend(spend, spend < parameters.Minimum ? reached : null);

        void Bound(Zar? limit, Zar used, string window)
        {
            if (limit is not { } most)
                return;
            var left = Left(most, used);
            if (left >= spend)
                return;
            spend = left;
            reached = $"The limit of {window} is {most} ZAR, and {used} ZAR of it are used: {left} ZAR are left; the minimum is {parameters.Minimum} ZAR.";
        }
    }

    /// <summary>What is left of a limit; nothing of one that was lowered below what is used.</summary>
    public static Zar Left(Zar limit, Zar used) => Zar.Max(limit - used, Zar.Zero);
}

/// <summary>A spend within the limits.</summary>
/// <param name="Spend">What may be spent.</param>
/// <param name="Reached">Why that is too little for an order: the window, its limit and what is used of it; null when it is enough.</param>
public readonly record struct LimitedSpend(Zar Spend, string? Reached);
