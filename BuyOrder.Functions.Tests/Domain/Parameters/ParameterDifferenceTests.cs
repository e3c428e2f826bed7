using BuyOrder.Domain.Parameters;
using static BuyOrder.Functions.Tests.Domain.Parameters.ParameterTexts;

namespace BuyOrder.Functions.Tests.Domain.Parameters;

/// <summary>What one version says and another does not.</summary>
public sealed class ParameterDifferenceTests
{
    [Fact]
    public void Differences_are_told_in_the_order_of_the_members_under_the_names_of_the_API() => Assert.Equal(
        [
            new ParameterDifference("rateBps", "1000", "900"),
            new ParameterDifference("maxFeePerGasGwei", "100.00", "50.00"),
            new ParameterDifference("paused", "false", "true"),
            new ParameterDifference("maxPerDay", "null", "0.00"),
            new ParameterDifference("depegBps", "null", "50"),
        ],
        ParameterDifference.Between(
            Read(), Read(("DepegBps", "50"), ("MaxPerDay", "0"), ("Paused", "true"), ("MaxFeePerGasGwei", "50"), ("RateBps", "900"))));

    [Fact]
    public void Versions_that_say_the_same_have_none() => Assert.Empty(ParameterDifference.Between(Read(), Read(("RateBps", "1000"))));

    [Fact]
    public void Difference_is_told_to_people_in_words() =>
        Assert.Equal("rateBps from 1000 to 900", new ParameterDifference("rateBps", "1000", "900").ToString());
}
