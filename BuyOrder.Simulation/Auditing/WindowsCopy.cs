using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;

namespace BuyOrder.Simulation.Auditing;

/// <summary>
/// What the orders of each day and month spend, counted at each write from the orders' rows alone: none is reserved beyond what its version of
/// the parameters allows at that moment, and the state says the same. Worded apart from the code that counts along.
/// </summary>
/// <param name="coverage">Where to count what happens.</param>
/// <param name="zone">The ledger's business time zone.</param>
internal sealed class WindowsCopy(Coverage coverage, TimeZoneInfo zone)
{
    private readonly List<string> reserved = [];
    private DateOnly newest = DateOnly.MinValue;

    /// <param name="order">New, and among the others already.</param>
    /// <param name="limits">Of the version that it was reserved under.</param>
    /// <param name="book">With all orders.</param>
    public void Reserved(Order order, BuyingLimits limits, BookCopy book)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(order.CreatedAt, zone).DateTime);
        newest = day > newest ? day : newest;
        Audit.Demand(order.Day == newest, $"{order.Id} of {order.CreatedAt:u} counts under {order.Day:O}, and not under {newest:O}.");
        var (ofDay, ofMonth) = (Spent(book, each => each == newest), Spent(book, each => (each.Year, each.Month) == (newest.Year, newest.Month)));
        Audit.Demand(!(ofDay > limits.MaxPerDay), $"{order.Id}: {ofDay} ZAR are spent on {newest:O}, and {limits.MaxPerDay} ZAR a day are allowed.");
        Audit.Demand(!(ofMonth > limits.MaxPerMonth), $"{order.Id}: {ofMonth} ZAR are spent in the month of {newest:O}, and {limits.MaxPerMonth} ZAR a month are allowed.");
        if (reserved.FindLast(id => book.Find(id)!.Status != JobStatus.Failed) is { } last && limits.MinimumInterval is { } interval)
            Audit.Demand(order.CreatedAt - book.Find(last)!.CreatedAt >= interval, $"{order.Id} follows {last} within the shortest interval.");
        reserved.Add(order.Id);
        if (ofDay == limits.MaxPerDay || ofMonth == limits.MaxPerMonth)
            coverage.Count(Happening.LimitUsedUp);
    }

    public void Failed(Order order)
    {
        if (DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(order.EndedAt!.Value, zone).DateTime) > order.Day)
            coverage.Count(Happening.GivenBackOnLaterDay);
    }

    /// <summary>The state counts what the orders give.</summary>
    public static void Check(BookCopy book)
    {
        if (book.State.Windows is not { } windows)
            return;
        var (ofDay, ofMonth) = (
            Spent(book, each => each == windows.Day), Spent(book, each => (each.Year, each.Month) == (windows.Day.Year, windows.Day.Month)));
        Audit.Demand(
            windows.DaySpend == ofDay && windows.MonthSpend == ofMonth,
            $"The state counts {windows.DaySpend} ZAR on {windows.Day:O} and {windows.MonthSpend} ZAR in its month, the orders give {ofDay} and {ofMonth}.");
    }

    private static Zar Spent(BookCopy book, Predicate<DateOnly> isMeant) => new(
        book.Orders.Where(order => order.Status != JobStatus.Failed && isMeant(order.Day!.Value)).Sum(order => order.Spend.Cents));
}
