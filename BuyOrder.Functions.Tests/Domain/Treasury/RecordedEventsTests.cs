using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>Which steps of an order are recorded, and what the record keeps of the order and of the record before it.</summary>
public sealed class RecordedEventsTests
{
    private static readonly DateTimeOffset Later = Noon.AddHours(1);
    private static readonly RevenueTotals Earlier = Revenue(9);
    private static readonly RevenueTotals Frozen = Revenue(10);
    private static readonly Order Taken = Reserved() with { ParametersVersion = 3, ParametersHash = "1:bb", Revenue = Frozen };
    private static readonly Order Bought = Taken.Completed(Purchase(Taken), 7, Later);
    private static readonly Order Gone = Bought.Undone(new Refusal(ReasonCode.PurchaseUndone, "gone"), Later);
    private static readonly Order Unclear = Taken.Unknown(new Refusal(ReasonCode.ForeignNonce, "taken"), Noon);
    private static readonly TreasurySums Idle = new TreasuryState { Completed = 3, TotalSpent = new Zar(5) }.Sums;

    private static readonly TreasuryRecord Newest = new()
    {
        Number = 6,
        Event = RecordEvent.Completed,
        At = Noon,
        Sums = Idle,
        Revenue = Earlier,
        CutOff = [11, 0, 5],
        ParametersVersion = 2,
        ParametersHash = "1:aa",
        SettledCutOff = [10, 0, 5],
        LateFailures = "m-7",
    };

    [Fact]
    public void Steps_that_change_a_sum_are_recorded_and_no_others()
    {
        Assert.Equal(RecordEvent.Reserved, RecordedEvents.Of(null, Taken));
        Assert.Null(RecordedEvents.Of(Taken, Taken.Prepared()));
        Assert.Null(RecordedEvents.Of(Taken, Unclear));
        Assert.Equal(RecordEvent.Completed, RecordedEvents.Of(Taken, Bought));
        Assert.Equal(RecordEvent.Failed, RecordedEvents.Of(Taken, Taken.Failed(ReasonCode.Reverted, 7, Noon)));
        Assert.Null(RecordedEvents.Of(Bought, Bought with { RecordNumber = 8 }));
        Assert.Equal(RecordEvent.Undone, RecordedEvents.Of(Bought, Gone));
        Assert.Equal(RecordEvent.Resolved, RecordedEvents.Of(Gone, Resolved(Gone, Finding.Failed)));
        Assert.Equal(RecordEvent.Resolved, RecordedEvents.Of(Unclear, Resolved(Unclear, Finding.Completed)));
    }

    [Fact]
    public void Reservation_freezes_what_the_order_was_decided_on()
    {
        var sums = new TreasuryState { Windows = SpendWindows.Of([], "UTC", new DateOnly(2026, 11, 1)) }.Reserve(Taken).Sums;

        var record = RecordedEvents.Next(Newest, Step(RecordEvent.Reserved, null, Taken), sums);

        Assert.Equal(
            Newest with
            {
                Number = 0,
                Event = RecordEvent.Reserved,
                At = Later,
                Order = Recorded(null, gas: 0) with { RowHashBefore = null, Day = new DateOnly(2026, 11, 22) },
                Sums = sums,
                Revenue = Frozen,
                CutOff = Taken.CutOff,
                ParametersVersion = 3,
                ParametersHash = "1:bb",
            },
            record);
    }

    [Fact]
    public void Reservation_without_revenue_by_source_keeps_what_was_frozen_before()
    {
        var step = Step(RecordEvent.Reserved, null, Taken with { Revenue = null });

        Assert.Same(Earlier, RecordedEvents.Next(Newest, step, Idle).Revenue);
        Assert.Same(RevenueTotals.Empty, RecordedEvents.Next(null, step, Idle).Revenue);
    }

    [Fact]
    public void Later_step_keeps_what_was_frozen_and_tells_what_the_order_has_come_to() => Assert.Equal(
        Newest with
        {
            Number = 0,
            Event = RecordEvent.Completed,
            At = Later,
            Order = Recorded(Purchase(Taken), gas: 7),
            SettledCutOff = Taken.CutOff,
        },
        RecordedEvents.Next(Newest, Step(RecordEvent.Completed, Taken with { Hold = Unclear.Hold }, Bought), Idle));

    [Fact]
    public void Undone_order_is_recorded_with_what_it_had_bought_and_settles_nothing() => Assert.Equal(
        Newest with { Number = 0, Event = RecordEvent.Undone, At = Later, Order = Recorded(Purchase(Taken), gas: 7) },
        RecordedEvents.Next(Newest, Step(RecordEvent.Undone, Bought, Gone), Idle));

    [Fact]
    public void Chain_that_begins_with_a_later_step_has_frozen_nothing()
    {
        var record = RecordedEvents.Next(null, Step(RecordEvent.Failed, Taken, Taken.Failed(ReasonCode.Reverted, 7, Noon)), Idle);

        Assert.Same(RevenueTotals.Empty, record.Revenue);
        Assert.Equal((0, null, ""), (record.ParametersVersion, record.ParametersHash, record.LateFailures));
        Assert.Empty(record.CutOff);
        Assert.Empty(record.SettledCutOff);
        Assert.Equal(Taken.CutOff, RecordedEvents.Next(null, Step(RecordEvent.Completed, Taken, Bought), Idle).SettledCutOff);
    }

    /// <summary>The order has seen 19 entries.</summary>
    [Theory]
    [InlineData(10, 8, false)]
    [InlineData(10, 9, false)] // as many: the order's own
    [InlineData(10, 10, true)]
    [InlineData(0, 20, true)]
    public void Settled_entries_never_become_fewer(long first, long last, bool staysSettled)
    {
        var newest = Newest with { SettledCutOff = [first, 0, last] };

        var settled = RecordedEvents.Next(newest, Step(RecordEvent.Completed, Taken, Bought), Idle).SettledCutOff;

        Assert.Equal(staysSettled ? newest.SettledCutOff : Bought.CutOff, settled);
    }

    [Fact]
    public void Settled_entries_of_another_number_of_shards_are_not_compared_with() => Assert.Equal(
        Bought.CutOff, RecordedEvents.Next(Newest with { SettledCutOff = [30] }, Step(RecordEvent.Completed, Taken, Bought), Idle).SettledCutOff);

    [Fact]
    public void Order_that_an_operator_found_failed_after_it_was_undone_is_a_late_failure_and_no_other_is()
    {
        var late = Step(RecordEvent.Resolved, Gone, Resolved(Gone, Finding.Failed));

        Assert.Equal("m-7,m-1", RecordedEvents.Next(Newest, late, Idle).LateFailures);
        Assert.Equal("m-1", RecordedEvents.Next(Newest with { LateFailures = "" }, late, Idle).LateFailures);
        Assert.Equal("m-1", RecordedEvents.Next(null, late, Idle).LateFailures);
        Assert.Equal("m-7", RecordedEvents.Next(Newest, late with { Happened = RecordEvent.Failed }, Idle).LateFailures);
        Assert.Equal("m-7", RecordedEvents.Next(Newest, late with { After = Resolved(Gone, Finding.Completed) }, Idle).LateFailures);
        Assert.Equal("m-7", RecordedEvents.Next(Newest, Step(RecordEvent.Resolved, Unclear, Resolved(Unclear, Finding.Failed)), Idle).LateFailures);
    }

    [Fact]
    public void Resolved_order_is_recorded_with_what_had_been_unknown_about_it()
    {
        var step = Step(RecordEvent.Resolved, Unclear, Resolved(Unclear, Finding.Failed));

        Assert.Equal(new RecordedHold(ReasonCode.ForeignNonce, "taken", Noon), RecordedEvents.Next(Newest, step, Idle).Held);
        Assert.Null(RecordedEvents.Next(Newest, step with { Before = Unclear with { Hold = null } }, Idle).Held);
        Assert.Null(RecordedEvents.Next(Newest, step with { Happened = RecordEvent.Failed }, Idle).Held);
    }

    [Fact]
    public void Record_that_says_nothing_of_it_has_no_late_failures_and_no_hash_yet()
    {
        var record = new TreasuryRecord
        {
            Number = 1,
            Event = RecordEvent.Start,
            At = Noon,
            Sums = Idle,
            Revenue = RevenueTotals.Empty,
            CutOff = [],
            ParametersVersion = 0,
            SettledCutOff = [],
        };

        Assert.Equal(("", ""), (record.LateFailures, record.Hash));
    }

    private static RecordedStep Step(RecordEvent happened, Order? before, Order after) => new(happened, Later, before, after, "1:after", "1:before");

    private static RecordedOrder Recorded(Purchase? purchase, int gas) => new(
        "m-1",
        Taken.RevenueBase,
        Taken.Spend,
        Taken.SpendUnits,
        1_000,
        Taken.LedgerRoot,
        Taken.RevenueTotal,
        3,
        "1:bb",
        purchase,
        gas,
        "1:after",
        "1:before");

    private static Order Resolved(Order order, Finding finding) => order.Resolved(
        new Resolution(finding, "looked", null, "operator", Later), finding == Finding.Completed ? Purchase(order) : null, 7);

    private static RevenueTotals Revenue(long sales) =>
        new([new CurrencyTotals(RevenueSource.CourseSale, "ZAR", 1, new Zar(sales), Zar.Zero, sales, 0)]);
}
