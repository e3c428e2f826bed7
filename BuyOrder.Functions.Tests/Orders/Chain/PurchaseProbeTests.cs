using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Orders.Chain;
using static BuyOrder.Orders.Chain.PurchaseProbe;

namespace BuyOrder.Functions.Tests.Orders.Chain;

/// <summary>What three nodes say of a purchase that is not sent.</summary>
public sealed class PurchaseProbeTests
{
    private static readonly Majority OfThree = new(3);

    [Fact]
    public void Figure_that_a_majority_reaches_is_held_to_the_minimum_and_need_not_be_the_same()
    {
        Assert.Null(Judge([Trial.Gets(100), Trial.Gets(101), Trial.Gets(5)], 100, OfThree));
        Assert.Null(Judge([Trial.Gets(100), Trial.Gets(101)], 100, OfThree));
        Assert.Null(Judge([Trial.Gets(100), Trial.Gets(100), Trial.CannotTell("c")], 100, OfThree));
        Assert.Equal(ReasonCode.SimulationFailed, Judge([Trial.Gets(99), Trial.Gets(BigInteger.Pow(10, 30)), Trial.Gets(98)], 100, OfThree)?.Reason);
        Assert.Equal(ReasonCode.SimulationFailed, Judge([Trial.Gets(BigInteger.Zero)], 1, new Majority(1))?.Reason);
    }

    [Fact]
    public void Reason_of_most_nodes_refuses() => Assert.Equal(
        new Refusal(ReasonCode.SimulationFailed, "Paused()"), Judge([Trial.Fails("Paused()"), Trial.Gets(100), Trial.Fails("Paused()")], 100, OfThree));

    [Fact]
    public void Nodes_that_cannot_tell_are_named_and_never_passed_over()
    {
        var refused = Judge([Trial.Gets(100), Trial.CannotTell("b (no override)"), Trial.CannotTell("c (no override)")], 100, OfThree)!;

        Assert.Equal(ReasonCode.SimulationUnsupported, refused.Reason);
        Assert.Contains("b (no override); c (no override)", refused.Detail, StringComparison.Ordinal);
        Assert.False(ReasonCode.SimulationUnsupported.IsRefusal);
    }

    [Fact]
    public void Disagreement_delays() =>
        Assert.Throws<ChainUnavailableException>(() => Judge([Trial.Gets(100), Trial.Fails("Paused()")], 100, OfThree));
}
