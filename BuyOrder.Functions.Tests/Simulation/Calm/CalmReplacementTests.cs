using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Simulation.Processes;
using BuyOrder.Storage;
using BuyOrder.Testing.Model;
using static BuyOrder.Functions.Tests.Simulation.Calm.CalmOrders;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>What the real engine signs: the first transaction of each nonce, and those that replace it.</summary>
public sealed class CalmReplacementTests
{
    private const int LateBlocks = 20;
    private static readonly BigInteger Tip = 1_000_000_000;
    private static readonly BigInteger CalmOffer = 2 * ModelChain.CalmBaseFeeWei + Tip;

    [Fact]
    public void First_attempts_offer_twice_the_base_fee_and_leave_a_margin_of_gas() => Alone(() =>
    {
        var system = Began();
        system.Mine();
        system.Advance();

        var attempts = system.Find("m-1").Attempts;

        Assert.All(attempts, attempt => Assert.Equal((CalmOffer, Tip), (attempt.MaxFeePerGasWei, attempt.MaxPriorityFeePerGasWei)));
        Assert.Equal(
            [ModelContracts.ApproveGas * 5 / 4 + 50_000, ModelContracts.SwapGas * 5 / 4 + 50_000], attempts.Select(attempt => attempt.GasLimit));
        Assert.Equal(system.Time.AddMinutes(20), attempts[1].Deadline);
    });

    [Theory]
    [InlineData(5, 0)]
    [InlineData(0, -5)]
    public void Deadline_goes_by_the_later_of_the_chains_clock_and_the_hosts(int sinceBlock, int skew) => Alone(() =>
    {
        var system = Began();
        system.Mine();
        var atBlock = system.Time;
        system.Wait(TimeSpan.FromMinutes(sinceBlock));

        system.Started(TimeSpan.FromMinutes(skew)).Advance();

        Assert.Equal(atBlock.AddMinutes(sinceBlock + 20), system.Find("m-1").Attempts[1].Deadline);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Late_allowance_is_replaced_by_a_dearer_one_and_what_was_forgotten_is_sent_again_first(bool wasForgotten) => Alone(() =>
    {
        var system = Began();
        system.MineWithoutUs(LateBlocks);
        if (wasForgotten)
            system.EmptyPool();
        system.Calls.Take();

        system.Advance();
        var calls = string.Join(", ", system.Calls.Take());
        var (old, next) = (system.Find("m-1").Attempts[0], system.Find("m-1").Attempts[1]);

        Assert.Equal(
            $"read state, ask, decide Replace, {(wasForgotten ? "broadcast, " : "")}ask, ask, key, sign, write state o:m-1 a:m-1:0002 t, "
            + "decide Send, broadcast, write state o:m-1 a:m-1:0002",
            calls);
        Assert.Equal((AttemptKind.Approve, old.Nonce, CalmOffer * 9 / 8, Tip * 9 / 8), (next.Kind, next.Nonce, next.MaxFeePerGasWei, next.MaxPriorityFeePerGasWei));
        Assert.Equal((AttemptState.Sent, system.Chain.Head.Number), (next.State, next.SentAtBlock));
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
        Assert.Equal([AttemptState.Superseded, AttemptState.Succeeded, AttemptState.Succeeded], system.Find("m-1").Attempts.Select(attempt => attempt.State));
    });

    [Fact]
    public void Late_swap_is_replaced_by_one_on_fresh_terms() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        system.OnChain(state => state with { ReserveToken = state.ReserveToken * 101 / 100 }, withUs: false);
        system.MineWithoutUs(LateBlocks);

        system.Advance();
        var (old, next) = (system.Find("m-1").Attempts[^2], system.Find("m-1").Attempts[^1]);

        Assert.Equal((AttemptKind.Swap, old.Nonce, AttemptState.Sent), (next.Kind, next.Nonce, next.State));
        Assert.True(next.MinimumOut > old.MinimumOut);
        Assert.True(next.Deadline > old.Deadline);
        Assert.Equal(ModelContracts.SwapGas * 5 / 4 + 50_000, next.GasLimit);
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
        Assert.Equal(next.TransactionHash, system.Find("m-1").Order.Purchase!.TransactionHash);
    });

    [Theory]
    [InlineData("a price")]
    [InlineData("an empty pool")]
    [InlineData("a frozen stablecoin")]
    [InlineData("another contract")]
    public void Late_swap_that_would_not_be_bought_now_is_cancelled(string because) => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        if (because == "another contract")
            system.Edit(state => state with { Contracts = $"{ModelContracts.Router}={new string('0', 64)}" });
        system.OnChain(
            state => because switch
            {
                "a price" => state with { ReserveToken = state.ReserveToken * 94 / 100 },
                "an empty pool" => state with { ReserveToken = 0, ReserveStablecoin = 0 },
                "a frozen stablecoin" => state with { IsFrozen = true },
                _ => state,
            },
            withUs: false);
        system.MineWithoutUs(LateBlocks);

        system.Advance();
        var next = system.Find("m-1").Attempts[^1];
        system.Mine(5);
        system.Advance();

        Assert.Equal((AttemptKind.Cancel, 1L, null), (next.Kind, next.Nonce, next.Deadline));
        Assert.Equal(ModelContracts.PlainGas * 5 / 4 + 50_000, next.GasLimit);
        Assert.Equal((1, ReasonCode.Cancelled), (system.Find("m-1").Order.Retry, system.Find("m-1").Order.Reason));
        Assert.Empty(system.Chain.Purchases);
    });

    [Fact]
    public void Offer_that_cannot_be_raised_below_the_cap_stays_and_is_held_once() => Alone(() =>
    {
        var system = Began(baseFeeGwei: 48);
        system.MineWithoutUs(LateBlocks);

        system.Advance();
        var hold = system.Find("m-1").Order.Hold!;
        system.MineWithoutUs(1);
        system.Calls.Take();
        system.Advance();

        Assert.Equal(ReasonCode.FeeTooHigh, hold.Reason);
        Assert.Equal("A replacement must offer an eighth more than 97000000000 wei per gas; allowed are 100000000000.", hold.Detail);
        Assert.Single(system.Calls.Take(), call => call.StartsWith("decide", StringComparison.Ordinal));
        Assert.Equal(hold, system.Find("m-1").Order.Hold);
        Assert.Single(system.Find("m-1").Attempts);
    });

    [Theory]
    [InlineData(48, false)]
    [InlineData(8, true)]
    public void Swap_that_expired_before_it_was_sent_is_raised_if_that_is_allowed(int baseFeeGwei, bool isRaised) => Alone(() =>
    {
        var system = Began(baseFeeGwei);
        system.Mine();
        var writes = 0;
        system.Fate = call => call == "broadcast" || (IsWrite(call) && ++writes > 1) ? Passage.NotDone : Passage.Through;
        Assert.Throws<TableUnavailableException>(system.Advance);
        system.Fate = _ => Passage.Through;
        var old = system.Find("m-1").Attempts[^1];
        system.Chain.BaseFeeWei = ModelChain.CalmBaseFeeWei;
        system.MineWithoutUs(21 * 60 / (int)ModelChain.BlockSeconds);

        system.Advance();
        var next = system.Find("m-1").Attempts[^1];

        Assert.Equal((AttemptKind.Swap, AttemptState.Stored), (old.Kind, old.State));
        Assert.Equal((old.Nonce, old.Number + 1), (next.Nonce, next.Number));
        Assert.Equal(isRaised ? CalmOffer * 9 / 8 : CalmOffer, next.MaxFeePerGasWei);
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
    });

    [Fact]
    public void Allowance_that_others_change_is_not_given_a_second_time_within_an_hour() => Alone(() =>
    {
        var system = Began();
        system.Mine();
        system.OnChain(state => state.WithEach(account => account with { Allowance = 0 }));

        system.Advance();

        var hold = system.Find("m-1").Order.Hold!;
        Assert.Equal(
            (ReasonCode.AllowanceMismatch, $"The allowance of {ModelContracts.Router} is 0 units though {10_000 * ModelChain.Unit} were approved."),
            (hold.Reason, hold.Detail));
        Assert.Single(system.Find("m-1").Attempts);
    });

    [Fact]
    public void Next_try_gives_its_own_allowance() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        system.OnChain(state => state with { ReserveToken = state.ReserveToken * 94 / 100 });
        system.OnChain(state => ModelChain.Balanced(state).WithEach(account => account with { Allowance = 0 }));

        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);

        Assert.Equal(
            [AttemptKind.Approve, AttemptKind.Swap, AttemptKind.Approve, AttemptKind.Swap], system.Find("m-1").Attempts.Select(attempt => attempt.Kind));
    });

    [Fact]
    public void Purchase_is_refused_while_the_cap_pays_the_base_fee_but_no_tip() => Alone(() =>
    {
        var system = Began();
        system.Mine();
        system.Chain.BaseFeeWei = 99_500_000_000;
        system.Mine();

        system.Advance();

        Assert.Equal(ReasonCode.FeeTooHigh, system.Find("m-1").Order.Hold?.Reason);
        Assert.Equal(
            "The network asks 99500000000 wei per gas and a tip; allowed are 100000000000 together.", system.Find("m-1").Order.Hold?.Detail);
    });

    [Theory]
    [InlineData(true, true, true, "chain_mismatch")]
    [InlineData(true, false, false, "chain_mismatch")]
    [InlineData(false, true, true, "contract_changed")]
    [InlineData(false, true, false, "contract_changed")]
    [InlineData(false, false, true, "clock_skew")]
    public void Swap_is_not_signed_on_another_chain_or_contract_or_time(bool chain, bool contract, bool clock, string reason) => Alone(() =>
    {
        var system = Began();
        system.Mine();
        Disturb(system, chain, contract, clock);

        system.Advance();

        Assert.Equal(reason, system.Find("m-1").Order.Hold?.Reason.Value);
        Assert.Single(system.Find("m-1").Attempts);
    });

    [Fact]
    public void Market_without_a_quote_says_why() => Alone(() =>
    {
        var system = Began();
        system.Mine();
        system.OnChain(state => state with { ReserveToken = 0, ReserveStablecoin = 0 });

        system.Advance();

        Assert.Equal(ReasonCode.MarketUnavailable, system.Find("m-1").Order.Hold?.Reason);
        Assert.NotEqual("The market gives no quote.", system.Find("m-1").Order.Hold?.Detail);
    });
}
