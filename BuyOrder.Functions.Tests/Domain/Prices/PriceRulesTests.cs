using BuyOrder.Domain.Prices;
using static BuyOrder.Functions.Tests.Domain.Prices.Sources;

namespace BuyOrder.Functions.Tests.Domain.Prices;

/// <summary>What the rules of the price are without any, and how many sources must agree.</summary>
public sealed class PriceRulesTests
{
    [Theory]
    [InlineData("fixed", 1, 1)]
    [InlineData("fixed", 2, 2)]
    [InlineData("a,b", 1, 2)]
    [InlineData("a,b,c", 1, 2)]
    [InlineData("a,b,c", 2, 2)]
    [InlineData("a,b,c", 3, 3)]
    [InlineData("a,b,c,d", 1, 3)]
    [InlineData("a,b,c,d,e", 4, 4)]
    public void More_than_half_of_the_sources_must_agree_and_at_least_the_minimum(string sources, int minimum, int needed) =>
        Assert.Equal(needed, (Rules(sources) with { MinimumSources = minimum }).Needed);

    [Fact]
    public void Rules_are_those_of_the_reference_price_alone_where_nothing_is_said() => Assert.Equal(
        new PriceRules { Sources = SourceNames.FixedAlone, DivergenceBps = 200, MinimumSources = 1, DepegBps = null, ConfirmedAt = null, GoodFor = null },
        PriceRules.FixedAlone);
}
