using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Domain.Checks;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>What the parameters said of the pause while it was theirs to say, and who turned it last.</summary>
public sealed class PauseStateTests
{
    private static readonly PauseChange Change = new(Noon, "operator", "why");

    [Fact]
    public void Buying_is_paused_if_one_version_says_so_by_who_made_the_first_that_does()
    {
        Assert.Equal(
            new PauseState.Paused(new PauseChange(Noon.AddHours(2), "operator 2", "why 2")),
            PauseState.Of(Says(1, false), Says(2, true), Says(3, true)));
        Assert.Equal(new PauseState.Never(), PauseState.Of(Says(1, false), Says(2, false)));
        Assert.Equal(new PauseState.Never(), PauseState.Of());
    }

    [Fact]
    public void Pause_and_resumption_tell_who_turned_it_last()
    {
        Assert.Equal(Change, new PauseState.Paused(Change).LastChange);
        Assert.Equal(Change, new PauseState.Resumed(Change).LastChange);
        Assert.Null(new PauseState.Never().LastChange);
        Assert.Null(new PauseState.Unmoved().LastChange);
    }

    private static ParametersVersion Says(int version, bool paused) => new(
        version, CheckExamples.Parameters with { Paused = paused }, Noon.AddHours(version), $"operator {version}", $"why {version}");
}
