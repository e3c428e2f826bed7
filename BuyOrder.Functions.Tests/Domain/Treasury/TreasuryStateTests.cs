using System.Collections.Immutable;
using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Schedule;
using BuyOrder.Domain.Treasury;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>What each step changes of the state that all orders share, and that it changes nothing else.</summary>
public sealed class TreasuryStateTests
{
    private static readonly Slot Slot = new("s-20261122T1200", Noon);
    private static readonly SpendWindows Windows = SpendWindows.Of([], "UTC", new DateOnly(2026, 11, 22));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(TimeSpan.TicksPerMinute - 1)]
    public void Slots_are_due_from_the_minute_that_the_store_was_opened_in(long ticks) =>
        Assert.Equal(new TreasuryState { ScheduleFrom = Noon }, TreasuryState.OpenedAt(Noon.AddTicks(ticks)));

    [Fact]
    public void Reservation_takes_base_place_and_windows()
    {
        var before = new TreasuryState { ConsumedBase = new Zar(5), LeftWallet = Wallet, Windows = Windows };
        var order = Reserved();

        Assert.Equal(
            before with
            {
                ConsumedBase = new Zar(100_000_05),
                OpenOrderId = "m-1",
                OpenSpend = new Zar(10_000_00),
                LeftWallet = null,
                NewestCounting = new RevenueMark("m-1", new Zar(100_000_00), Noon),
                Windows = Windows with { DaySpend = new Zar(10_000_00), MonthSpend = new Zar(10_000_00) },
            },
            before.Reserve(order));
        Assert.Null((before with { Windows = null }).Reserve(order).Windows);
        Assert.Equal(
            "Order m-1 is open: m-2 cannot be reserved.",
            Assert.Throws<InvalidOperationException>(() => before.Reserve(order).Reserve(Reserved("m-2"))).Message);
    }

    [Fact]
    public void First_order_pins_the_chain_and_each_one_the_contracts_and_spenders_that_were_seen()
    {
        var seen = PreTradeFacts.None with
        {
            Head = 100,
            GenesisHash = Hash(0xa),
            Contracts = "0x1=a",
            Allowances = ImmutableSortedDictionary<Address, BigInteger>.Empty.Add(Address.Zero, 0),
        };

        var first = new TreasuryState { HighWaterBlock = 7 }.Reserve(Reserved(), seen, slot: null);
        var second = (first with { OpenOrderId = null })
            .Reserve(Reserved("m-2"), PreTradeFacts.None with { Head = 90, GenesisHash = Hash(0xb) }, Slot);

        Assert.Equal((100L, Hash(0xa), "0x1=a", null), (first.HighWaterBlock, first.GenesisHash, first.Contracts, first.FinishedSlot));
        Assert.Equal([Address.Zero], first.Spenders);
        Assert.Equal((100L, Hash(0xa), "0x1=a", Noon), (second.HighWaterBlock, second.GenesisHash, second.Contracts, second.FinishedSlot));
        Assert.Equal(
            "0x1=b", (first with { OpenOrderId = null }).Reserve(Reserved("m-2"), seen with { Contracts = "0x1=b" }, null).Contracts);
    }

    [Fact]
    public void Store_has_had_orders_when_any_is_open_ended_or_undone_and_a_task_is_none()
    {
        Assert.False(new TreasuryState().HasHadOrders);
        Assert.False(new TreasuryState { OpenOrderId = "w-1" }.HasHadOrders);
        Assert.True(new TreasuryState { OpenOrderId = "m-1" }.HasHadOrders);
        Assert.True(new TreasuryState { Completed = 1 }.HasHadOrders);
        Assert.True(new TreasuryState { Failed = 1 }.HasHadOrders);
        Assert.True(new TreasuryState { UndoneOrders = ["m-1"] }.HasHadOrders);
    }

    [Fact]
    public void Sums_are_computed_again_from_the_orders()
    {
        var completed = Reserved("m-1").Completed(Purchase(Reserved("m-1")), 5, Noon);
        var failed = Reserved("m-2").Failed(ReasonCode.Reverted, 7, Noon);
        var undone = Reserved("m-3").Completed(Purchase(Reserved("m-3")), 11, Noon).Undone(new Refusal(ReasonCode.PurchaseUndone, "gone"), Noon);
        var open = Reserved("m-4") with { Spend = new Zar(3), RevenueBase = new Zar(30), GasSpentWei = 13 };

        var state = new TreasuryState { Windows = Windows }.WithSumsOf([completed, failed, undone, open]);

        Assert.Equal(
            new TreasuryState
            {
                ConsumedBase = new Zar(200_000_30),
                TotalSpent = new Zar(10_000_00),
                TokensAcquired = 199,
                GasSpentWei = 12,
                Completed = 1,
                Failed = 1,
                OpenOrderId = "m-4",
                OpenSpend = new Zar(3),
                UndoneSpend = new Zar(10_000_00),
                Windows = SpendWindows.Of([completed, failed, undone, open], "UTC", new DateOnly(2026, 11, 22)),
                UndoneOrders = state.UndoneOrders,
            },
            state);
        Assert.Equal(["m-3"], state.UndoneOrders);
        Assert.Equal(new TreasuryState(), new TreasuryState { Completed = 9, OpenOrderId = "m-9", OpenSpend = new Zar(1) }.WithSumsOf([]));
        Assert.Equal(
            "Orders m-4, m-5 are open at once.",
            Assert.Throws<InvalidDataException>(() => state.WithSumsOf([Reserved("m-5"), open])).Message);
    }

    [Fact]
    public void Nonce_is_taken_upwards_and_set_as_an_operator_says()
    {
        var state = new TreasuryState().TakeNonce(Wallet, 7);

        Assert.Equal(8, state.NextNonce[Wallet]);
        Assert.Equal(9, state.TakeNonce(Wallet, 8).NextNonce[Wallet]);
        Assert.Equal(3, state.ExpectNonce(Wallet, 3).NextNonce[Wallet]);
        Assert.Equal(Wallet, state.Leave(Wallet).LeftWallet);
    }

    [Fact]
    public void Gas_of_the_next_swap_is_learned_from_the_last_one_that_succeeded()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Succeeded) with { GasUsed = 120_000 };
        var state = new TreasuryState { LastSwapGas = 1 };

        Assert.Equal(130_000, state.LearnGas([swap, swap with { GasUsed = 130_000 }, swap with { GasUsed = null }]).LastSwapGas);
        Assert.Equal(1, state.LearnGas([swap with { Kind = AttemptKind.Approve }, swap with { State = AttemptState.Reverted }]).LastSwapGas);
    }

    [Fact]
    public void Version_of_the_parameters_never_goes_back()
    {
        var state = new TreasuryState().Using(3);

        Assert.Equal((3, 3, 4), (state.ParametersVersion, state.Using(2).ParametersVersion, state.Using(4).ParametersVersion));
    }

    [Fact]
    public void Record_keeps_every_sum_and_lists_undone_orders_in_their_order() => Assert.Equal(
        new TreasurySums(new Zar(1), new Zar(2), 3, 4, 5, 6, "m-7", new Zar(8), "m-1,m-2", new Zar(9), Windows),
        new TreasuryState
        {
            ConsumedBase = new Zar(1),
            TotalSpent = new Zar(2),
            TokensAcquired = 3,
            GasSpentWei = 4,
            Completed = 5,
            Failed = 6,
            OpenOrderId = "m-7",
            OpenSpend = new Zar(8),
            UndoneOrders = ["m-2", "m-1"],
            UndoneSpend = new Zar(9),
            Windows = Windows,
        }.Sums);
}
