using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What counts against the limits of the day and of its month, and what they leave.</summary>
/// <param name="Day">The business day.</param>
/// <param name="SpentThatDay">By the orders reserved on it that have not failed.</param>
/// <param name="LeftThatDay">Null while the limit is off.</param>
/// <param name="SpentThatMonth">The same of its calendar month.</param>
/// <param name="LeftThatMonth">Null while the limit is off.</param>
internal sealed record LimitsResponse(string Day, Zar SpentThatDay, Zar? LeftThatDay, Zar SpentThatMonth, Zar? LeftThatMonth)
{
    /// <summary>Null for an order store from before this was kept, until its next order counts it.</summary>
    public static LimitsResponse? Of(SpendWindows? windows, BuyingLimits limits) => windows is null
        ? null
        : new LimitsResponse(
            DayText.Of(windows.Day),
            windows.DaySpend,
            limits.MaxPerDay is { } perDay ? LimitRule.Left(perDay, windows.DaySpend) : null,
            windows.MonthSpend,
            limits.MaxPerMonth is { } perMonth ? LimitRule.Left(perMonth, windows.MonthSpend) : null);

    /// <summary>As they stand now; null where the state does not say and there were orders.</summary>
    public static SpendWindows? Windows(TreasuryState state, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (state.Windows is { } windows)
            return windows.At(now);
        return state.HasHadOrders ? null : SpendWindows.Of([], zone.Id, BusinessDay.Of(now, zone));
    }
}
