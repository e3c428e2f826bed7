using System.Globalization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>How the sums of a record chain follow from an event and its order, and which events cannot follow.</summary>
public sealed class RecordedSumsTests
{
    private static readonly DateOnly Day = new(2026, 11, 22);
    private static readonly RecordedOrder Promised = Recorded("m-1", null);
    private static readonly RecordedOrder Bought = Recorded("m-1", Purchase(Reserved()));

    /// <summary>Nothing is open or undone.</summary>
    private static readonly TreasurySums Idle = new(
        new Zar(1_000), new Zar(500), 50, 9, 3, 2, null, Zar.Zero, "", Zar.Zero, new SpendWindows("UTC", Day, new Zar(30), new Zar(70)));

    private static readonly TreasurySums Open = Idle with
    {
        ConsumedBase = new Zar(1_100),
        OpenOrderId = "m-1",
        OpenSpend = new Zar(10),
        Windows = new SpendWindows("UTC", Day, new Zar(40), new Zar(80)),
    };

    private static readonly TreasurySums Completed = Open with
    {
        OpenOrderId = null,
        OpenSpend = Zar.Zero,
        Completed = 4,
        TotalSpent = new Zar(510),
        TokensAcquired = 249,
        GasSpentWei = 13,
    };

    private static readonly TreasurySums Undone = Open with { OpenOrderId = null, OpenSpend = Zar.Zero, UndoneOrders = "m-1", UndoneSpend = new Zar(10) };

    private static readonly TreasurySums GivenBack = Idle with { Failed = 3, GasSpentWei = 13 };

    [Fact]
    public void Each_event_moves_the_sums_by_the_figures_of_its_order()
    {
        Assert.Equal(Open, RecordedSums.After(Idle, RecordEvent.Reserved, Promised));
        Assert.Equal(Completed, RecordedSums.After(Open, RecordEvent.Completed, Bought));
        Assert.Equal(GivenBack, RecordedSums.After(Open, RecordEvent.Failed, Promised));
        Assert.Equal(Undone, RecordedSums.After(Completed, RecordEvent.Undone, Bought));
    }

    [Fact]
    public void Order_that_an_operator_ended_has_completed_if_it_bought_and_failed_if_it_did_not()
    {
        Assert.Equal(Completed, RecordedSums.After(Open, RecordEvent.Resolved, Bought));
        Assert.Equal(GivenBack, RecordedSums.After(Open, RecordEvent.Resolved, Promised));
        Assert.Equal(Completed, RecordedSums.After(Undone, RecordEvent.Resolved, Bought));
        Assert.Equal(GivenBack, RecordedSums.After(Undone, RecordEvent.Resolved, Promised));
    }

    [Fact]
    public void Undone_orders_are_listed_in_their_order_and_leave_the_list_one_by_one()
    {
        var both = RecordedSums.After(Undone with { UndoneOrders = "m-2", UndoneSpend = new Zar(7) }, RecordEvent.Undone, Bought)!;

        Assert.Equal(("m-1,m-2", new Zar(17)), (both.UndoneOrders, both.UndoneSpend));
        Assert.Equal(["m-1", "m-2"], RecordedSums.UndoneIn(both));
        Assert.Empty(RecordedSums.UndoneIn(Idle));
        var one = RecordedSums.After(both with { OpenOrderId = "m-3" }, RecordEvent.Resolved, Bought)!;
        Assert.Equal(("m-2", new Zar(7), "m-3"), (one.UndoneOrders, one.UndoneSpend, one.OpenOrderId));
    }

    [Fact]
    public void Event_that_cannot_follow_has_no_sums()
    {
        Assert.Null(RecordedSums.After(Open, RecordEvent.Reserved, Recorded("m-2", null)));
        Assert.Null(RecordedSums.After(Open, RecordEvent.Completed, Promised));
        Assert.Null(RecordedSums.After(Open, RecordEvent.Undone, Promised));
        foreach (var ended in new[] { RecordEvent.Completed, RecordEvent.Failed, RecordEvent.Resolved })
        {
            Assert.Null(RecordedSums.After(Idle, ended, Bought));
            Assert.Null(RecordedSums.After(Open with { OpenOrderId = "m-2" }, ended, Bought));
        }

        Assert.Null(RecordedSums.After(Open, RecordEvent.Start, Bought));
        Assert.Null(RecordedSums.After(Open, RecordEvent.Restarted, Bought));
        Assert.Null(RecordedSums.After(Open, RecordEvent.TaskReserved, Bought));
    }

    [Theory]
    [InlineData("2026-11-21", "2026-11-22", 40, 80)] // a clock that was put back: the day stays
    [InlineData("2026-11-22", "2026-11-22", 40, 80)]
    [InlineData("2026-11-23", "2026-11-23", 10, 80)]
    [InlineData("2026-12-01", "2026-12-01", 10, 10)]
    [InlineData("2027-11-22", "2027-11-22", 10, 10)] // the same month of another year
    public void Reservation_is_spent_under_its_day_and_month(string day, string newest, int ofDay, int ofMonth) =>
        Assert.Equal(
            new SpendWindows("UTC", Parse(newest), new Zar(ofDay), new Zar(ofMonth)),
            RecordedSums.After(Idle, RecordEvent.Reserved, Promised with { Day = Parse(day) })!.Windows);

    [Theory]
    [InlineData("2026-11-22", 30, 70)]
    [InlineData("2026-11-21", 40, 70)]
    [InlineData("2026-10-31", 40, 80)]
    [InlineData("2025-11-22", 40, 80)]
    public void Failed_order_gives_back_to_its_own_day_and_month(string day, int ofDay, int ofMonth) => Assert.Equal(
        new SpendWindows("UTC", Day, new Zar(ofDay), new Zar(ofMonth)),
        RecordedSums.After(Open, RecordEvent.Failed, Promised with { Day = Parse(day) })!.Windows);

    [Fact]
    public void Windows_are_not_known_where_they_were_not_or_the_order_has_no_day()
    {
        Assert.Null(RecordedSums.After(Idle with { Windows = null }, RecordEvent.Reserved, Promised)!.Windows);
        Assert.Null(RecordedSums.After(Idle, RecordEvent.Reserved, Promised with { Day = null })!.Windows);
        Assert.Null(RecordedSums.After(Open with { Windows = null }, RecordEvent.Failed, Promised)!.Windows);
        Assert.Null(RecordedSums.After(Open, RecordEvent.Failed, Promised with { Day = null })!.Windows);
        Assert.Equal(Open.Windows, RecordedSums.After(Open, RecordEvent.Completed, Bought with { Day = null })!.Windows);
    }

    /// <summary>Of a Rand of base and ten cents of spend, with four wei of gas.</summary>
    private static RecordedOrder Recorded(string id, Purchase? purchase) => new(
        id, new Zar(100), new Zar(10), 10, 1_000, new string('a', 64), new Zar(2_000), 1, null, purchase, 4, "1:after", "1:before", Day);

    private static DateOnly Parse(string day) => DateOnly.Parse(day, CultureInfo.InvariantCulture);
}
