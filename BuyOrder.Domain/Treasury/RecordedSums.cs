using System.Collections.Immutable;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Domain.Treasury;

/// <summary>
/// Follows the sums of a record chain from one record to the next, from the event and its order alone. Pure, and worded apart from
/// <see cref="TreasuryState"/>, which made them: the two must come to the same.
/// </summary>
public static class RecordedSums
{
    /// <summary>The sums after an event; null when it cannot follow on these.</summary>
    /// <param name="before">After the event before.</param>
    /// <param name="happened">Neither a start nor a restart: those begin anew.</param>
    /// <param name="order">As the event's record keeps it.</param>
    public static TreasurySums? After(TreasurySums before, RecordEvent happened, RecordedOrder order) => happened switch
    {
        RecordEvent.Reserved => Reserved(before, order),
        RecordEvent.Completed => order.Purchase is { } purchase && Closed(before, order) is { } closed ? Completed(closed, order, purchase) : null,
        RecordEvent.Failed => Closed(before, order) is { } closed ? Failed(closed, order) : null,
        RecordEvent.Resolved when Closed(before, order) is { } closed =>
            order.Purchase is { } purchase ? Completed(closed, order, purchase) : Failed(closed, order),
        RecordEvent.Undone => order.Purchase is { } purchase ? Undone(before, order, purchase) : null,
        _ => null,
    };

    /// <summary>Orders that are undone, as <see cref="TreasurySums.UndoneOrders"/> lists them.</summary>
    public static ImmutableSortedSet<string> UndoneIn(TreasurySums sums) =>
        [.. sums.UndoneOrders.Split(',', StringSplitOptions.RemoveEmptyEntries)];

    private static TreasurySums? Reserved(TreasurySums before, RecordedOrder order) => before.OpenOrderId is not null
        ? null
        : before with
        {
            ConsumedBase = before.ConsumedBase + order.RevenueBase,
            OpenOrderId = order.Id,
            OpenSpend = order.Spend,
            Windows = before.Windows is { } windows && order.Day is { } day ? Spent(windows, day, order.Spend) : null,
        };

    /// <summary>An order ends that was open or undone.</summary>
    private static TreasurySums? Closed(TreasurySums before, RecordedOrder order)
    {
        var after = before with { GasSpentWei = before.GasSpentWei + order.GasSpentWei };
        if (before.OpenOrderId == order.Id)
            return after with { OpenOrderId = null, OpenSpend = Zar.Zero };
        var undone = UndoneIn(before);
        return undone.Contains(order.Id)
            ? after with { UndoneOrders = string.Join(',', undone.Remove(order.Id)), UndoneSpend = before.UndoneSpend - order.Spend }
            : null;
    }

    private static TreasurySums Completed(TreasurySums closed, RecordedOrder order, Purchase purchase) => closed with
    {
        Completed = closed.Completed + 1,
        TotalSpent = closed.TotalSpent + order.Spend,
        TokensAcquired = closed.TokensAcquired + purchase.TokensAcquired,
    };

    private static TreasurySums Failed(TreasurySums closed, RecordedOrder order) => closed with
    {
        Failed = closed.Failed + 1,
        ConsumedBase = closed.ConsumedBase - order.RevenueBase,
        Windows = closed.Windows is { } windows && order.Day is { } day ? Returned(windows, day, order.Spend) : null,
    };

    private static SpendWindows Spent(SpendWindows before, DateOnly day, Zar spend)
    {
        if (day <= before.Day)
            return before with { DaySpend = before.DaySpend + spend, MonthSpend = before.MonthSpend + spend };
        var ofMonth = SpendWindows.IsSameMonth(day, before.Day) ? before.MonthSpend : Zar.Zero;
        return before with { Day = day, DaySpend = spend, MonthSpend = ofMonth + spend };
    }

    private static SpendWindows Returned(SpendWindows before, DateOnly day, Zar spend)
    {
        if (!SpendWindows.IsSameMonth(day, before.Day))
            return before;
        var ofMonth = before with { MonthSpend = before.MonthSpend - spend };
        return day == before.Day ? ofMonth with { DaySpend = before.DaySpend - spend } : ofMonth;
    }

    private static TreasurySums Undone(TreasurySums before, RecordedOrder order, Purchase purchase) => before with
    {
        Completed = before.Completed - 1,
        TotalSpent = before.TotalSpent - order.Spend,
        TokensAcquired = before.TokensAcquired - purchase.TokensAcquired,
        GasSpentWei = before.GasSpentWei - order.GasSpentWei,
        UndoneOrders = string.Join(',', UndoneIn(before).Add(order.Id)),
        UndoneSpend = before.UndoneSpend + order.Spend,
    };
}
