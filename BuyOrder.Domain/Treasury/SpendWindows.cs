using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Domain.Treasury;

/// <summary>
/// What the orders that count spend together on one business day and in its month. An order counts under the day of its reservation, whenever
/// it ends, unless it fails. The day moves on with the reservations and never goes back, even if a clock does.
/// </summary>
/// <param name="Zone">IANA name of the ledger's business time zone, in which days are told.</param>
/// <param name="Day">The newest day under which an order counts, or one that has begun since; its month is the other window.</param>
/// <param name="DaySpend">Σ spend of that day.</param>
/// <param name="MonthSpend">Σ spend of that day's month, the day included.</param>
public sealed record SpendWindows(string Zone, DateOnly Day, Zar DaySpend, Zar MonthSpend)
{
    /// <summary>Counted anew from the orders themselves.</summary>
    /// <param name="orders">All that may belong to the month of the newest day, failed ones too, in any order.</param>
    /// <param name="zone">IANA name.</param>
    /// <param name="notBefore">The day, unless an order counts under a later one.</param>
    public static SpendWindows Of(IReadOnlyCollection<Order> orders, string zone, DateOnly notBefore)
    {
        var counting = orders.Where(OrderChain.Counts).Select(order => (Day: DayOf(order, zone), order.Spend)).ToList();
        var day = counting.Select(each => each.Day).Append(notBefore).Max();
        return new SpendWindows(zone, day, Sum(each => each == day), Sum(each => IsSameMonth(each, day)));

        Zar Sum(Predicate<DateOnly> isMeant) =>
            counting.Where(each => isMeant(each.Day)).Aggregate(Zar.Zero, (sum, each) => sum + each.Spend);
    }

    /// <summary>The day under which an order counts. One from before it was kept counts under that of its creation.</summary>
    public DateOnly DayOf(Order order) => DayOf(order, Zone);

    /// <summary>As they stand at a moment: on a new day nothing is spent yet, and in a new month.</summary>
    public SpendWindows At(DateTimeOffset now) => On(BusinessDay.Of(now, TimeZoneInfo.FindSystemTimeZoneById(Zone)));

    /// <summary>With an order that is reserved.</summary>
    public SpendWindows With(Order order)
    {
        var windows = On(DayOf(order));
        return windows with { DaySpend = windows.DaySpend + order.Spend, MonthSpend = windows.MonthSpend + order.Spend };
    }

    /// <summary>Without an order that failed: it gives back in its own day and month, and what has come since is not its.</summary>
    public SpendWindows Without(Order order)
    {
        var day = DayOf(order);
        return this with
        {
            DaySpend = day == Day ? DaySpend - order.Spend : DaySpend,
            MonthSpend = IsSameMonth(day, Day) ? MonthSpend - order.Spend : MonthSpend,
        };
    }

    public static bool IsSameMonth(DateOnly one, DateOnly other) => (one.Year, one.Month) == (other.Year, other.Month);

    private static DateOnly DayOf(Order order, string zone) =>
        order.Day ?? BusinessDay.Of(order.CreatedAt, TimeZoneInfo.FindSystemTimeZoneById(zone));

    private SpendWindows On(DateOnly day) => day <= Day
        ? this
        : this with { Day = day, DaySpend = Zar.Zero, MonthSpend = IsSameMonth(day, Day) ? MonthSpend : Zar.Zero };
}
