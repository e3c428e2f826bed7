using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Schedule;
using BuyOrder.Domain.Treasury;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>What the shared state comes to when an order or a task ends or is undone, and what cannot be booked.</summary>
public sealed class TreasuryBookingTests
{
    private static readonly Slot Slot = new("s-20261122T1200", Noon);
    private static readonly SpendWindows Windows = SpendWindows.Of([], "UTC", new DateOnly(2026, 11, 22));

    [Fact]
    public void Completed_order_counts_with_what_it_bought_and_a_failed_one_gives_back()
    {
        var open = new TreasuryState { GasSpentWei = 1, Windows = Windows }.Reserve(Reserved());
        var later = Noon.AddHours(1);

        Assert.Equal(
            open with
            {
                OpenOrderId = null,
                OpenSpend = Zar.Zero,
                Completed = 1,
                TotalSpent = new Zar(10_000_00),
                TokensAcquired = 199,
                GasSpentWei = 8,
                LastExecutionAt = later,
            },
            open.End(Reserved().Completed(Purchase(Reserved()), 7, later)));
        Assert.Equal(
            open with
            {
                OpenOrderId = null,
                OpenSpend = Zar.Zero,
                Failed = 1,
                ConsumedBase = Zar.Zero,
                GasSpentWei = 8,
                LastExecutionAt = later,
                NewestCounting = null,
                Windows = Windows,
            },
            open.End(Reserved().Failed(ReasonCode.Reverted, 7, later)));
    }

    [Fact]
    public void Failed_order_that_is_not_the_newest_leaves_the_mark_of_the_newest()
    {
        var first = Reserved("m-1").Completed(Purchase(Reserved("m-1")), 5, Noon);
        var state = new TreasuryState().Reserve(Reserved("m-1")).End(first).Undo(first).Reserve(Reserved("m-2"));
        var undone = first.Undone(new Refusal(ReasonCode.PurchaseUndone, "gone"), Noon);
        var failed = undone.Resolved(new Resolution(Finding.Failed, "looked", null, "operator", Noon), null, 3);

        Assert.Equal("m-2", state.End(failed).NewestCounting?.OrderId);
    }

    [Fact]
    public void Undone_order_takes_its_purchase_back_and_nothing_else()
    {
        var first = Reserved("m-1").Completed(Purchase(Reserved("m-1")), 5, Noon);
        var booked = new TreasuryState { GasSpentWei = 2 }.Reserve(Reserved("m-1")).End(first);

        var undone = booked.Undo(first);

        Assert.Equal(
            (0L, Zar.Zero, BigInteger.Zero, new BigInteger(2), new Zar(10_000_00), booked.ConsumedBase),
            (undone.Completed, undone.TotalSpent, undone.TokensAcquired, undone.GasSpentWei, undone.UndoneSpend, undone.ConsumedBase));
        Assert.Equal(["m-1"], undone.UndoneOrders);
        Assert.Equal("m-1", undone.Sums.UndoneOrders);
        Assert.True(undone.HasHadOrders);
    }

    [Fact]
    public void What_cannot_be_booked_is_told_with_what_is_open()
    {
        var failed = Reserved("m-2").Failed(ReasonCode.Reverted, 0, Noon);
        var open = new TreasuryState().Reserve(Reserved());
        var swept = Sweep.Failed(ReasonCode.Cancelled, 1, Noon);

        Assert.Equal("Order m-1 (Pending) cannot be booked while m-1 is open.", Fault(() => open.End(Reserved())));
        Assert.Equal("Order m-2 (Failed) cannot be booked while m-1 is open.", Fault(() => open.End(failed)));
        Assert.Equal("Order m-2 (Failed) cannot be booked while no order is open.", Fault(() => new TreasuryState().End(failed)));
        Assert.Equal("Task w-1 (Failed) cannot be booked while m-1 is open.", Fault(() => open.End(swept)));
        Assert.Equal("Task w-1 (Failed) cannot be booked while nothing is open.", Fault(() => new TreasuryState().End(swept)));
        Assert.Equal("m-1 is open: w-1 cannot be reserved.", Fault(() => open.Reserve(Sweep)));
        Assert.Equal("Order m-2 is Failed: there is nothing to undo.", Fault(() => open.Undo(failed)));
        Assert.Equal("No slot before s-20261122T1200 is due.", Fault(() => open.Miss(Slot)));

        static string Fault(Func<TreasuryState> book) => Assert.Throws<InvalidOperationException>(book).Message;
    }

    [Fact]
    public void Wallet_task_takes_the_place_without_revenue_and_leaves_it_when_it_ends()
    {
        var before = new TreasuryState { ConsumedBase = new Zar(5), OpenSpend = new Zar(1), GasSpentWei = 2 };

        var open = before.Reserve(Sweep);

        Assert.Equal(before with { OpenOrderId = "w-1", OpenSpend = Zar.Zero }, open);
        Assert.Equal(open with { OpenOrderId = null }, open.End(Sweep.Failed(ReasonCode.Cancelled, 1, Noon)));
        Assert.Equal("Task w-1 (Pending) cannot be booked while w-1 is open.", Assert.Throws<InvalidOperationException>(() => open.End(Sweep)).Message);
    }

    [Fact]
    public void Order_is_booked_as_one_where_it_comes_as_any_job()
    {
        var open = new TreasuryState().Reserve(Reserved());
        var (completed, failed) = (Reserved().Completed(Purchase(Reserved()), 7, Noon), Reserved().Failed(ReasonCode.Reverted, 7, Noon));
        Job[] jobs = [completed, failed];

        Assert.Equal([open.End(completed), open.End(failed)], jobs.Select(job => open.End(job)));
    }

    [Fact]
    public void Order_without_a_purchase_or_that_is_not_completed_cannot_be_undone()
    {
        var state = new TreasuryState { Completed = 1 };

        Assert.Equal("Order m-1 is Completed: there is nothing to undo.", Fault(Reserved() with { Status = JobStatus.Completed }));
        Assert.Equal("Order m-1 is Pending: there is nothing to undo.", Fault(Reserved() with { Purchase = Purchase(Reserved()) }));

        string Fault(Order order) => Assert.Throws<InvalidOperationException>(() => state.Undo(order)).Message;
    }
}
