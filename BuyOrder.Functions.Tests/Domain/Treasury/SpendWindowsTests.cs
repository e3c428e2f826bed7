using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>Which orders count together, over midnights, ends of months and changes of the clocks.</summary>
public sealed class SpendWindowsTests
{
    private const string Johannesburg = "Africa/Johannesburg";

    [Theory]
    [InlineData(Johannesburg, "2026-11-29T22:00:00Z", "2026-11-30T21:59:59Z", 200, 200)] // one day of the zone, two of UTC
    [InlineData(Johannesburg, "2026-11-29T21:59:59Z", "2026-11-29T22:00:00Z", 100, 200)] // over midnight
    [InlineData(Johannesburg, "2026-11-30T21:59:59Z", "2026-11-30T22:00:00Z", 100, 100)] // over the end of a month
    [InlineData("UTC", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", 100, 100)] // and of a year
    [InlineData("UTC", "2026-12-01T12:00:00Z", "2027-12-01T12:00:00Z", 100, 100)] // the same month of another year
    [InlineData("Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", 200, 200)] // a day of 25 hours
    [InlineData("Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 100, 200)]
    [InlineData("Europe/Berlin", "2027-03-27T23:00:00Z", "2027-03-28T21:59:59Z", 200, 200)] // a day of 23 hours
    [InlineData("Europe/Berlin", "2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z", 100, 200)]
    [InlineData("Pacific/Kiritimati", "2026-11-30T09:59:59Z", "2026-11-30T10:00:00Z", 100, 100)] // UTC+14
    [InlineData(Johannesburg, "2026-12-01T10:00:00Z", "2026-11-30T10:00:00Z", 200, 200)] // a clock that was put back: the day stays
    public void Order_counts_under_the_day_and_the_month_of_its_reservation(string zone, string first, string second, int ofDay, int ofMonth)
    {
        var windows = SpendWindows.Of([], zone, DateOnly.MinValue).With(Of("m-1", first)).With(Of("m-2", second));

        Assert.Equal((new Zar(ofDay), new Zar(ofMonth)), (windows.DaySpend, windows.MonthSpend));
    }

    [Theory]
    [InlineData("2026-11-30T10:00:00Z", 50, 50)] // the order's own day
    [InlineData("2026-12-01T10:00:00Z", 50, 50)] // of the next month: nothing of it is the order's
    public void Order_that_fails_gives_back_in_its_own_day_and_month(string next, int ofDay, int ofMonth)
    {
        var failing = Of("m-1", "2026-11-30T09:00:00Z");
        var windows = SpendWindows.Of([], Johannesburg, DateOnly.MinValue).With(failing).With(Of("m-2", next) with { Spend = new Zar(50) });

        var after = windows.Without(failing);

        Assert.Equal((new Zar(ofDay), new Zar(ofMonth)), (after.DaySpend, after.MonthSpend));
    }

    [Fact]
    public void Order_of_an_earlier_day_of_the_month_gives_back_to_the_month_alone()
    {
        var failing = Of("m-1", "2026-11-29T09:00:00Z");
        var windows = SpendWindows.Of([], Johannesburg, DateOnly.MinValue).With(failing).With(Of("m-2", "2026-11-30T09:00:00Z"));

        var after = windows.Without(failing);

        Assert.Equal((new Zar(100), new Zar(100)), (after.DaySpend, after.MonthSpend));
    }

    [Fact]
    public void New_day_and_new_month_begin_with_nothing_and_an_earlier_moment_changes_nothing()
    {
        var windows = SpendWindows.Of([], Johannesburg, DateOnly.MinValue).With(Of("m-1", "2026-11-29T09:00:00Z"));

        Assert.Equal((new DateOnly(2026, 11, 30), Zar.Zero, new Zar(100)), Figures(windows.At(At("2026-11-30T09:00:00Z"))));
        Assert.Equal((new DateOnly(2026, 12, 1), Zar.Zero, Zar.Zero), Figures(windows.At(At("2026-11-30T22:00:00Z"))));
        Assert.Equal(windows, windows.At(At("2026-11-01T09:00:00Z")));
    }

    [Fact]
    public void Orders_from_before_days_were_kept_are_counted_by_their_creation_and_failed_ones_not()
    {
        Order[] orders =
        [
            Of("m-1", "2026-10-31T21:59:59Z") with { Day = null },
            Of("m-2", "2026-10-31T22:00:00Z") with { Day = null },
            Of("m-3", "2026-11-30T08:00:00Z").Failed(ReasonCode.Reverted, 1, Noon),
            Of("m-4", "2026-11-30T09:00:00Z").Unknown(new Refusal(ReasonCode.ForeignNonce, "taken"), Noon),
        ];

        Assert.Equal((new DateOnly(2026, 11, 30), new Zar(100), new Zar(200)), Figures(SpendWindows.Of(orders, Johannesburg, new DateOnly(2026, 11, 5))));
        Assert.Equal((new DateOnly(2026, 12, 2), Zar.Zero, Zar.Zero), Figures(SpendWindows.Of(orders, Johannesburg, new DateOnly(2026, 12, 2))));
    }

    [Fact]
    public void Order_counts_under_the_day_that_it_keeps_and_not_under_that_of_its_creation()
    {
        var order = Of("m-1", "2026-11-29T09:00:00Z") with { Day = new DateOnly(2026, 11, 30) };
        var begun = SpendWindows.Of([], Johannesburg, DateOnly.MinValue);

        Assert.Equal(new DateOnly(2026, 11, 30), begun.DayOf(order));
        Assert.Equal((new DateOnly(2026, 11, 30), new Zar(100), new Zar(100)), Figures(begun.With(order)));
        Assert.Equal(begun.With(order), SpendWindows.Of([order], Johannesburg, new DateOnly(2026, 11, 29)));
        Assert.Equal((new DateOnly(2026, 11, 30), Zar.Zero, Zar.Zero), Figures(begun.With(order).Without(order)));
    }

    /// <summary>Completed in November, undone in December after another order, and found to have failed.</summary>
    [Fact]
    public void Undone_order_of_last_month_that_failed_gives_nothing_to_this_month()
    {
        var state = new TreasuryState { Windows = SpendWindows.Of([], Johannesburg, DateOnly.MinValue) };
        var first = Of("m-1", "2026-11-30T09:00:00Z");
        var completed = first.Completed(Purchase(first), 1, Noon);
        var second = Of("m-2", "2026-12-01T09:00:00Z");
        state = state.Reserve(first).End(completed).Reserve(second).End(second.Completed(Purchase(second), 1, Noon));
        var undone = completed.Undone(new Refusal(ReasonCode.PurchaseUndone, "gone"), Noon);

        var during = state.Undo(completed);
        var after = during.End(undone.Resolved(new Resolution(Finding.Failed, "looked", null, "operator", Noon), null, 1));

        Assert.Equal(state.Windows, during.Windows);
        Assert.Equal((new DateOnly(2026, 12, 1), new Zar(100), new Zar(100)), Figures(after.Windows!));
    }

    private static (DateOnly Day, Zar OfDay, Zar OfMonth) Figures(SpendWindows windows) => (windows.Day, windows.DaySpend, windows.MonthSpend);

    /// <summary>Of one Rand, with no day of its own.</summary>
    private static Order Of(string id, string at) => Reserved(id) with { CreatedAt = At(at), Spend = new Zar(100) };

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
