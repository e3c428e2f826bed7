using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Recovery;
using static BuyOrder.Functions.Tests.Simulation.Calm.CalmCancels;
using static BuyOrder.Functions.Tests.Simulation.Calm.CalmOrders;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>What a cancel may cost, and what becomes of one that costs too much or is stuck.</summary>
public sealed class CalmCancelFeeTests
{
    [Fact]
    public void Cancel_that_would_pass_the_fee_cap_is_held_and_goes_on_when_the_cap_is_raised() => Alone(() =>
    {
        var system = Began(baseFeeGwei: 48);

        var answer = system.Cancel();
        system.Change(parameters => parameters with { MaxFeePerGasWei = parameters.MaxFeePerGasWei * 2 });
        system.Advance();
        var cancel = system.Find("m-1").Attempts[^1];

        Assert.Equal(ReasonCode.FeeTooHigh, Assert.IsType<CancellationResult.UnderWay>(answer).Order.Order.Hold?.Reason);
        Assert.Equal((AttemptKind.Cancel, 2), (cancel.Kind, cancel.ParametersVersion));
        AssertCancelled(system, system.Settle("m-1"));
    });

    [Fact]
    public void Bytes_at_the_cap_that_the_nodes_have_forgotten_are_cancelled_by_what_the_network_asks() => Alone(() =>
    {
        var system = Began(baseFeeGwei: 48);
        system.EmptyPool();

        var answer = system.Cancel();
        var cancel = system.Find("m-1").Attempts[^1];

        Assert.IsType<CancellationResult.UnderWay>(answer);
        Assert.Equal((AttemptKind.Cancel, AttemptState.Sent), (cancel.Kind, cancel.State));
        Assert.True(cancel.MaxFeePerGasWei <= system.Find("m-1").Attempts[0].MaxFeePerGasWei);
        AssertCancelled(system, system.Settle("m-1"));
    });

    [Fact]
    public void Cancel_at_the_cap_that_the_nodes_have_forgotten_is_sent_again() => Alone(() =>
    {
        var system = Began(baseFeeGwei: 48);
        system.EmptyPool();
        system.Cancel();
        system.EmptyPool();
        system.MineWithoutUs(20);

        system.Advance();
        system.Advance();

        Assert.Equal(2, system.Find("m-1").Attempts.Count);
        AssertCancelled(system, system.Settle("m-1"));
    });

    [Fact]
    public void Stuck_cancel_is_bumped_at_its_nonce_although_buying_is_paused() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        system.Pause();
        system.Cancel();
        system.MineWithoutUs(20);
        system.Advance();

        var cancels = system.Find("m-1").Attempts.Where(attempt => attempt.Kind == AttemptKind.Cancel).ToList();

        Assert.Equal(2, cancels.Count);
        Assert.Single(cancels.Select(attempt => attempt.Nonce).Distinct());
        AssertCancelled(system, system.Settle("m-1"));
    });
}
