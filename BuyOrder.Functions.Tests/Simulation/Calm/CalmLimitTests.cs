using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Functions.Tests.Fixtures;
using BuyOrder.Functions.Tests.Orders.Verifying;
using BuyOrder.Ledger.Rates;
using BuyOrder.Orders.Recovery.Restart;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Orders;

using static BuyOrder.Functions.Tests.Simulation.Calm.CalmOrders;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>Runs, slots and the order store under limits of a day, a month and a time.</summary>
/// <remarks>It is 12:00 of 22 November in the ledger's zone at first. Each sale allows 10 000 ZAR to be spent.</remarks>
public sealed class CalmLimitTests
{
    private static readonly Zar Sale = new(100_000_00);

    [Fact]
    public void Runs_by_hand_spend_what_is_left_of_the_day_and_then_nothing_until_the_next() => Alone(() =>
    {
        var system = Began();
        Limit(system, new BuyingLimits { MaxPerDay = new Zar(15_000_00) });
        system.Settle("m-1");
        Buy(system, "m-2", 5_000_00);
        system.Sell(Sale);

        var refused = system.Run("m-3");
        var preview = system.Started().Preview();
        var recorded = system.Runs()[0];
        system.Wait(TimeSpan.FromHours(12));
        system.Mine();
        Buy(system, "m-3", 15_000_00);

        Assert.Equal(ReasonCode.LimitReached, refused.Outcome);
        Assert.Equal(
            "The limit of day 2026-11-22 is 15000.00 ZAR, and 15000.00 ZAR of it are used: 0.00 ZAR are left; the minimum is 100.00 ZAR.", refused.Detail);
        Assert.Equal((refused.Outcome, refused.Detail), (preview.Outcome, preview.Detail));
        Assert.Equal((ReasonCode.LimitReached, refused.Detail, null), (recorded.Outcome, recorded.Detail, recorded.OrderId));
        Assert.Equal((new DateOnly(2026, 11, 23), 15_000_00, 30_000_00), Windows(system));
        AssertFits(system);
    });

    [Fact]
    public void Slot_stays_due_while_a_limit_is_reached_and_is_bought_for_when_there_is_room_again() => Alone(() =>
    {
        var system = new CalmSystem(Sale);
        Limit(system, new BuyingLimits { MaxPerMonth = Zar.Zero });

        var first = system.RunDueSlot()!;
        var second = system.RunDueSlot()!;
        var pending = system.State().PendingSlot;
        Limit(system, BuyingLimits.Off);

        Assert.Equal((ReasonCode.LimitReached, ReasonCode.LimitReached), (first.Outcome, second.Outcome));
        Assert.Equal(("s-20261122T1000", ReasonCode.LimitReached), (pending!.Id, pending.LastReason));
        Assert.Equal("s-20261122T1000", system.RunDueSlot()!.Order!.Order.Id);
    });

    [Fact]
    public void Order_of_November_that_fails_in_December_gives_nothing_to_December() => Alone(() =>
    {
        var system = new CalmSystem(Sale);
        To(system, new DateTimeOffset(2026, 11, 30, 21, 30, 0, TimeSpan.Zero));
        BeforeReservation(system, () => system.OnChain(state => state with { ReserveToken = state.ReserveToken * 94 / 100 }));
        Assert.Equal(ReasonCode.PriceRejected, system.Run("m-1").Order!.Order.Hold!.Reason);
        Assert.Equal((new DateOnly(2026, 11, 30), 10_000_00, 10_000_00), Windows(system));

        for (var hour = 0; hour < 8 && !system.Find("m-1").Order.IsEnded; hour++)
        {
            system.Wait(TimeSpan.FromHours(1));
            system.Mine();
            system.Advance();
        }

        system.OnChain(ModelChain.Balanced);
        Limit(system, new BuyingLimits { MaxPerDay = new Zar(8_000_00), MaxPerMonth = new Zar(9_000_00) });

        Assert.Equal((JobStatus.Failed, new DateOnly(2026, 11, 30)), (system.Find("m-1").Order.Status, system.Find("m-1").Order.Day));
        Assert.Equal((new DateOnly(2026, 11, 30), 0, 0), Windows(system));
        Buy(system, "m-2", 8_000_00);
        system.Sell(Sale);
        Assert.Equal(ReasonCode.LimitReached, system.Run("m-3").Outcome);
        Assert.Equal((new DateOnly(2026, 12, 1), 8_000_00, 8_000_00), Windows(system));
        AssertFits(system);
    });

    [Fact]
    public void Clock_that_is_behind_counts_under_the_newest_day_that_there_was() => Alone(() =>
    {
        var system = new CalmSystem(Sale);
        Limit(system, new BuyingLimits { MaxPerDay = new Zar(15_000_00) });
        To(system, new DateTimeOffset(2026, 11, 22, 22, 1, 0, TimeSpan.Zero));
        Assert.Equal(ReasonCode.Ordered, system.Run("m-1").Outcome);
        system.Settle("m-1");
        system.Sell(Sale);

        var behind = system.Started(TimeSpan.FromMinutes(-30)).Run("m-2");

        Assert.Equal(new Zar(5_000_00), behind.Order!.Order.Spend);
        Assert.Equal(new DateOnly(2026, 11, 22), DateOnly.FromDateTime(behind.Order!.Order.CreatedAt.UtcDateTime.AddHours(2)));
        Assert.Equal((new DateOnly(2026, 11, 23), 15_000_00, 15_000_00), Windows(system));
    });

    [Fact]
    public void Interval_holds_the_next_run_until_it_is_over_and_a_failed_order_does_not_count() => Alone(() =>
    {
        var system = Began();
        Limit(system, new BuyingLimits { MinimumInterval = TimeSpan.FromMinutes(19) });
        system.Settle("m-1");
        system.Sell(Sale);

        var early = system.Run("m-2");
        system.Wait(TimeSpan.FromMinutes(19));
        system.Mine();

        Assert.Equal(ReasonCode.LimitReached, early.Outcome);
        Assert.Contains("the shortest interval is PT19M", early.Detail, StringComparison.Ordinal);
        Assert.Equal(ReasonCode.Ordered, system.Run("m-2").Outcome);
    });

    [Fact]
    public void Reserve_of_the_wallet_is_left_in_it_and_an_order_is_not_made_smaller_for_it() => Alone(() =>
    {
        var system = new CalmSystem(Sale);
        var holds = (long)(system.Chain.Head.State.Accounts[0].Stablecoin / BigInteger.Pow(10, 16));
        Limit(system, new BuyingLimits { WalletReserve = new Zar(holds - 10_000_00 + 1) });

        var refused = system.Run("m-1");
        Limit(system, new BuyingLimits { WalletReserve = new Zar(holds - 10_000_00) });

        Assert.Equal(ReasonCode.InsufficientFunds, refused.Outcome);
        Assert.Contains("and the wallet must keep", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(new Zar(10_000_00), system.Run("m-1").Order!.Order.Spend);
    });

    /// <summary>Earlier versions left them: state and records have no windows, and the orders no day.</summary>
    [Theory]
    [InlineData("order-completed")]
    [InlineData("order-broadcast")]
    [InlineData("order-undone-resolved")]
    public void Orders_from_before_days_were_counted_count_today(string fixture) => Alone(() =>
    {
        var system = Fixture.Read(fixture).Start();
        system.Settle("m-1");
        Assert.Null(system.State().Windows);
        Limit(system, new BuyingLimits { MaxPerDay = new Zar(15_000_00) });

        Buy(system, "m-2", 5_000_00);

        Assert.Equal((new DateOnly(2026, 11, 22), 15_000_00, 15_000_00), Windows(system));
        AssertFits(system);
        Assert.Equal(2, Newest(system).Values.Int32("schema"));
    });

    [Theory]
    [InlineData("state")]
    [InlineData("record")]
    public void Restart_of_the_records_counts_the_same(string lost) => Alone(() =>
    {
        var system = Began();
        Wait(system.Tables.CreateMissingAsync([RatesRow.Table], CancellationToken.None));
        Limit(system, new BuyingLimits { MaxPerDay = new Zar(15_000_00) });
        system.Settle("m-1");
        system.Mine(10);
        var row = lost == "state" ? State(system) : Newest(system);
        Wait(Table(system).SubmitAsync(OrderKeys.Partition, [new TableWrite.Delete(row.Key, row.ETag)], CancellationToken.None));
        var fault = system.Run("m-2");

        var restarted = system.Ask<RecordsRestart, RecordsRestartResult>(
            restart => restart.RestartAsync(new RecordsRestartRequest("looked", fault.Detail![^17..^1], "operator"), CancellationToken.None));
        Assert.Null(Assert.IsType<RecordsRestartResult.Restarted>(restarted).FirstFault);
        Buy(system, "m-2", 5_000_00);

        Assert.Equal((new DateOnly(2026, 11, 22), 15_000_00, 15_000_00), Windows(system));
        AssertFits(system);
    });

    [Theory]
    [InlineData(1, 0, "daySpendCents")]
    [InlineData(0, 1, "monthSpendCents")]
    public void Verification_names_windows_that_are_not_what_the_orders_give(int ofDay, int ofMonth, string property) => Alone(() =>
    {
        var open = Began();
        var ended = Began();
        ended.Settle("m-1");
        foreach (var system in new[] { open, ended })
        {
            Wait(system.Tables.CreateMissingAsync([RatesRow.Table], CancellationToken.None));
            AssertFits(system);
            system.Edit(state => state with
            {
                Windows = state.Windows! with { DaySpend = state.Windows.DaySpend - new Zar(ofDay), MonthSpend = state.Windows.MonthSpend + new Zar(ofMonth) },
            });

            var fault = TamperedOrders.Verify(system).FirstFault!;

            Assert.Equal(property, fault.Property);
            Assert.Contains(fault.RowKey, new[] { OrderKeys.State, Newest(system).Key });
        }
    });

    [Fact]
    public void State_with_other_windows_than_the_newest_record_stops_the_next_step() => Alone(() =>
    {
        var system = Began();
        system.Settle("m-1");
        system.Sell(Sale);
        var row = State(system);
        var wrong = TreasuryStateRow.Read(row.Values) with { Windows = null };
        Wait(Table(system).SubmitAsync(OrderKeys.Partition, [new TableWrite.Replace(row.Key, TreasuryStateRow.Write(wrong), row.ETag)], CancellationToken.None));

        var run = system.Run("m-2");

        Assert.Equal(ReasonCode.LedgerFault, run.Outcome);
        Assert.Contains("windowZone", run.Detail, StringComparison.Ordinal);
    });

    private static void Limit(CalmSystem system, BuyingLimits limits) => system.Change(parameters => parameters with { Limits = limits });

    private static void To(CalmSystem system, DateTimeOffset time)
    {
        system.Wait(time - system.Time);
        system.Mine();
    }

    /// <summary>Another sale, and an order that completes.</summary>
    private static void Buy(CalmSystem system, string id, long cents)
    {
        system.Sell(Sale);
        system.Mine();
        var run = system.Run(id);
        Assert.Equal((ReasonCode.Ordered, new Zar(cents)), (run.Outcome, run.Order?.Order.Spend));
        Assert.Equal(JobStatus.Completed, system.Settle(id).Status);
    }

    private static (DateOnly Day, long OfDay, long OfMonth) Windows(CalmSystem system)
    {
        var windows = system.State().Windows!;
        return (windows.Day, windows.DaySpend.Cents, windows.MonthSpend.Cents);
    }

    private static void AssertFits(CalmSystem system)
    {
        Wait(system.Tables.CreateMissingAsync([RatesRow.Table], CancellationToken.None));
        Assert.Null(TamperedOrders.Verify(system).FirstFault);
    }

    private static ITable Table(CalmSystem system) => system.Tables.Table(OrderKeys.Table);

    private static TableRow State(CalmSystem system) => Table(system).ReadAsync(OrderKeys.Partition, OrderKeys.State, CancellationToken.None).GetAwaiter().GetResult()!;

    private static TableRow Newest(CalmSystem system) => OrderStoreReader.NewestRecordAsync(Table(system), CancellationToken.None).GetAwaiter().GetResult()!;

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
