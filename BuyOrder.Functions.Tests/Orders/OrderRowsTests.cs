using System.Collections.Immutable;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Audit;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What is written is read back: a property forgotten in a row would be forgotten by the next process.</summary>
public sealed class OrderRowsTests
{
    [Fact]
    public void Orders_of_every_kind_come_back_as_they_were()
    {
        var reserved = Reserved("s-20261122T0200") with { Trigger = OrderTrigger.Schedule, Note = "month end", Retry = 2, GasSpentWei = 7 };
        var refusal = new Refusal(ReasonCode.PriceRejected, "quote 61.20 is too far from 50.00");

        Assert.All(
            [
                Reserved(),
                reserved,
                reserved with { Revenue = new RevenueTotals([new(RevenueSource.Other, "JPY", 2, new Zar(5), new Zar(3), 40, 24)]) },
                reserved.Held(refusal, Noon, head: 3_000_000_000),
                reserved.Held(refusal with { Tried = new TriedCall(Wallet, "0x095ea7b3") }, Noon),
                reserved.Prepared().Broadcast().Mined(),
                reserved.Unknown(refusal, Noon),
                reserved.Failed(ReasonCode.Reverted, 5, Noon),
                reserved.Completed(Purchase(reserved), 21_000, Noon.AddTicks(1)),
                reserved.Completed(Purchase(reserved) with { ByEventsAlone = true }, 21_000, Noon),
                reserved.Completed(Purchase(reserved), 21_000, Noon).Undone(refusal, Noon),
                reserved.Unknown(refusal, Noon).Resolved(new Resolution(Finding.Completed, "seen", Hash(1).ToString(), "operator", Noon), Purchase(reserved), 3),
                reserved.Unknown(refusal, Noon).Resolved(new Resolution(Finding.Failed, "gone", null, "operator", Noon), null, 3),
            ],
            order =>
            {
                var back = OrderRow.Read(OrderRow.Write(order).Copy());

                Assert.Equal(order with { CutOff = back.CutOff, Revenue = back.Revenue }, back);
                Assert.Equal(order.Revenue?.Lines, back.Revenue?.Lines);
                Assert.Equal(order.CutOff, back.CutOff);
            });
    }

    [Fact]
    public void What_price_sources_said_comes_back_and_is_absent_where_it_says_nothing()
    {
        JudgedSource[] said =
        [
            new("azrUsd", SourceKind.Feed, SourceVerdict.Counted) { Price = Price.Parse("50.000000000000000001"), AsOf = Noon.AddTicks(1), AgeSeconds = 7 },
            new("pool", SourceKind.UniswapV2, SourceVerdict.NoHistory) { Detail = "it was „not“ watched", IsIndependent = false },
            new("fixed", SourceKind.Fixed, SourceVerdict.Spare) { Price = Price.Parse("50") },
        ];
        var order = OrderRow.Write(Reserved() with { Prices = said });
        var attempt = AttemptRow.Write(Attempt(AttemptKind.Swap, nonce: 1) with { Prices = said, ReferencePrice = Price.Parse("50") });

        Assert.Equal(said, OrderRow.Read(order).Prices);
        Assert.Equal(order, OrderRow.Write(OrderRow.Read(order)));
        Assert.Equal(said, AttemptRow.Read(attempt).Prices);
        Assert.Equal(attempt, AttemptRow.Write(AttemptRow.Read(attempt)));
        Assert.Null(OrderRow.Write(Reserved())["prices"]);
        Assert.Null(AttemptRow.Write(Attempt(AttemptKind.Swap, nonce: 1))["prices"]);
        order["prices"] = "[{}]";
        Assert.Throws<InvalidDataException>(() => OrderRow.Read(order));
    }

    [Fact]
    public void Attempts_come_back_with_every_byte()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 12, number: 3, AttemptState.Reverted) with { GasSpentWei = 42, GasUsed = 21, Retry = 1, RevertReason = "EXPIRED" };
        var cancel = Attempt(AttemptKind.Cancel, nonce: 0);

        Assert.All([swap, cancel, Attempt(AttemptKind.Reset, nonce: 1)], attempt =>
        {
            var back = AttemptRow.Read(AttemptRow.Write(attempt).Copy());

            Assert.Equal(attempt with { SignedBytes = back.SignedBytes }, back);
            Assert.Equal(attempt.SignedBytes.ToArray(), back.SignedBytes.ToArray());
        });
    }

    [Fact]
    public void State_of_the_order_store_comes_back_as_it_was()
    {
        var state = TreasuryState.OpenedAt(Noon).Reserve(Reserved()).TakeNonce(Wallet, 7).TakeNonce(Address.Zero, 0).Seen(123) with
        {
            TotalSpent = new Zar(-1),
            TokensAcquired = 9,
            GasSpentWei = 8,
            Completed = 3,
            Failed = 2,
            LastExecutionAt = Noon,
            GenesisHash = Hash(9),
            UndoneOrders = ["m-1", "s-20261122T0200"],
            UndoneSpend = new Zar(6),
            Contracts = "0x1=0x2 0x3=0x4",
            Spenders = [Address.Zero, Wallet],
            LastSwapGas = 120_000,
            FinishedSlot = Noon,
            PendingSlot = new PendingSlot("s-20261122T0200", Noon, ReasonCode.ChainUnavailable),
            Confirmed = new ConfirmedRevenue { Refunds = "0,2,1", Total = new Zar(-7) },
            Windows = new SpendWindows("Africa/Johannesburg", new DateOnly(2026, 11, 30), new Zar(5), new Zar(6)),
        };

        Assert.All([new TreasuryState(), state], original =>
        {
            var back = TreasuryStateRow.Read(TreasuryStateRow.Write(original).Copy());

            Assert.Equal(original with { NextNonce = back.NextNonce, UndoneOrders = back.UndoneOrders, Spenders = back.Spenders }, back);
            Assert.Equal(original.Spenders, back.Spenders);
            Assert.Equal(original.UndoneOrders, back.UndoneOrders);
            Assert.Equal(original.NextNonce.ToImmutableArray(), back.NextNonce.ToImmutableArray());
        });
    }

    [Fact]
    public void Rows_that_know_nothing_of_undone_orders_and_resolutions_are_read()
    {
        var order = OrderRow.Write(Reserved());
        var state = TreasuryStateRow.Write(new TreasuryState());
        state["undoneOrders"] = state["undoneSpendCents"] = null;

        Assert.Equal((0, null), (OrderRow.Read(order).TimesUndone, OrderRow.Read(order).Resolution));
        Assert.Null(order["timesUndone"]);
        Assert.Equal(new TreasuryState(), TreasuryStateRow.Read(state) with { NextNonce = new TreasuryState().NextNonce });
    }

    [Fact]
    public void Rows_that_know_nothing_of_confirmed_revenue_are_read()
    {
        var state = TreasuryStateRow.Write(new TreasuryState().Reserve(Reserved()));
        state["newestCountingId"] = state["newestCountingCents"] = state["newestCountingAt"] = null;

        var read = TreasuryStateRow.Read(state);

        Assert.Equal((null, ConfirmedRevenue.None), (read.NewestCounting, read.Confirmed));
    }

    [Fact]
    public void Pause_comes_back_as_it_was_and_a_row_that_knows_nothing_of_it_is_told_from_one_that_was_never_paused()
    {
        var change = new PauseChange(Noon, "operator", "why");
        PauseState[] states = [new PauseState.Unmoved(), new PauseState.Never(), new PauseState.Paused(change), new PauseState.Resumed(change)];

        Assert.All(states, pause => Assert.Equal(pause, TreasuryStateRow.Read(TreasuryStateRow.Write(new TreasuryState { Pause = pause }).Copy()).Pause));
        Assert.Equal([null, "off", "on", "off"], states.Select(pause => TreasuryStateRow.Write(new TreasuryState { Pause = pause })["pause"]));
    }

    [Fact]
    public void State_that_is_paused_is_refused_by_code_that_knows_nothing_of_the_pause()
    {
        var paused = new TreasuryState { Pause = new PauseState.Paused(new PauseChange(Noon, "operator", "why")) };

        Assert.Equal(TreasuryStateRow.Schema + 1, TreasuryStateRow.Write(paused).Int32("schema"));
        Assert.Equal(TreasuryStateRow.Schema, TreasuryStateRow.Write(paused with { Pause = new PauseState.Never() }).Int32("schema"));
    }

    [Theory]
    [InlineData("on", null)]
    [InlineData("yes", "operator")]
    public void Pause_that_is_none_is_not_guessed_at(string pause, string? by)
    {
        var row = TreasuryStateRow.Write(new TreasuryState());
        (row["pause"], row["pauseBy"], row["pauseAt"], row["pauseReason"]) = (pause, by, Noon, "why");

        Assert.Throws<InvalidDataException>(() => TreasuryStateRow.Read(row));
    }

    [Fact]
    public void Rows_that_know_nothing_of_days_and_months_are_read()
    {
        var (order, state) = (OrderRow.Write(Reserved()), TreasuryStateRow.Write(new TreasuryState()));

        Assert.Equal((null, null), (OrderRow.Read(order).Day, TreasuryStateRow.Read(state).Windows));
        Assert.Equal([null, null], new[] { order["day"], state["windowDay"] });
        Assert.Equal(new DateOnly(2026, 11, 30), OrderRow.Read(OrderRow.Write(Reserved() with { Day = new DateOnly(2026, 11, 30) })).Day);
    }

    [Theory]
    [InlineData("windowZone", "Mars/Olympus")]
    [InlineData("windowDay", "2026-13-01")]
    [InlineData("windowDay", null)]
    [InlineData("daySpendCents", null)]
    public void Windows_that_are_none_are_not_guessed_at(string column, string? value)
    {
        var row = TreasuryStateRow.Write(new TreasuryState
        {
            Windows = new SpendWindows("Africa/Johannesburg", new DateOnly(2026, 11, 30), new Zar(5), new Zar(6)),
        });
        row[column] = value;

        Assert.Throws<InvalidDataException>(() => TreasuryStateRow.Read(row));
    }

    [Fact]
    public void Newest_order_that_counts_is_remembered_until_it_fails()
    {
        var order = Reserved();
        var reserved = new TreasuryState().Reserve(order);

        Assert.Equal(new RevenueMark(order.Id, order.RevenueTotal, order.CreatedAt), reserved.NewestCounting);
        Assert.Equal(reserved.NewestCounting, reserved.End(order.Completed(Purchase(order), 1, Noon)).NewestCounting);
        Assert.Null(reserved.End(order.Failed(ReasonCode.Reverted, 1, Noon)).NewestCounting);
    }

    [Fact]
    public void Audit_records_and_notifications_come_back_as_they_were()
    {
        var audit = new AuditRecord("1:x", Noon, "operator", AuditAction.NonceAccepted, $"{Wallet}", "why", "0x1", "what");
        var told = Notification.Of(Reserved(), Reserved().Failed(ReasonCode.Reverted, 1, Noon))!;

        Assert.All([audit, audit with { Evidence = null }], record => Assert.Equal(record, AuditRow.Read(AuditRow.Write(record).Copy())));
        Assert.Equal(told, NotificationRow.Read(NotificationRow.Insert(told).Values.Copy()));
    }

    [Fact]
    public void Runs_come_back_with_and_without_figures()
    {
        var figures = new RunFigures(new Zar(5), new Zar(4), new Zar(-3), new Zar(2), new Zar(1));
        var full = new RunRecord("1:m-1", Noon, OrderTrigger.Manual, "operator", "s-1", ReasonCode.Ordered, "why", "m-1", figures);
        var bare = full with { Slot = null, Detail = null, OrderId = null, Figures = null };

        Assert.All([full, bare], run => Assert.Equal(run, RunRow.Read(RunRow.Write(run).Copy())));
    }

    [Fact]
    public void Row_of_a_newer_layout_is_refused_and_not_guessed_at()
    {
        var row = OrderRow.Write(Reserved());
        row["schema"] = OrderRow.OtherMarketSchema + 1;

        Assert.Throws<InvalidDataException>(() => OrderRow.Read(row));
    }

    [Fact]
    public void Cancel_comes_back_and_earlier_versions_refuse_the_row_while_the_order_is_open()
    {
        var unwanted = Reserved().Unwanted(new CancelWish(Noon, "operator", "not wanted"));
        var failed = unwanted.Failed(ReasonCode.Cancelled, 0, Noon);

        var (open, ended) = (OrderRow.Write(unwanted), OrderRow.Write(failed));

        Assert.Equal((2, 1, 1), (open.Int32("schema"), ended.Int32("schema"), OrderRow.Write(Reserved()).Int32("schema")));
        Assert.Equal((unwanted.CancelRequested, failed.CancelRequested), (OrderRow.Read(open).CancelRequested, OrderRow.Read(ended).CancelRequested));
        Assert.Null(OrderRow.Write(Reserved())["cancelRequestedAt"]);
    }

    [Fact]
    public void Attempt_keeps_the_fee_cap_and_one_from_before_has_none()
    {
        var attempt = Attempt(AttemptKind.Cancel, nonce: 5) with { FeeCapWei = 7 };

        Assert.Equal(7, AttemptRow.Read(AttemptRow.Write(attempt).Copy()).FeeCapWei);
        Assert.Null(AttemptRow.Read(AttemptRow.Write(attempt with { FeeCapWei = null }).Copy()).FeeCapWei);
    }
}
