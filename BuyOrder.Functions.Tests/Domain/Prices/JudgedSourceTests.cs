using BuyOrder.Domain.Market;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Functions.Tests.Domain.Prices;

/// <summary>How a source and its verdict are told to people.</summary>
public sealed class JudgedSourceTests
{
    [Theory]
    [InlineData(SourceVerdict.Counted, "azrUsd 50.10 counted")]
    [InlineData(SourceVerdict.Spare, "azrUsd 50.10 not needed")]
    [InlineData(SourceVerdict.TooFar, "azrUsd 50.10 too far from the median")]
    [InlineData(SourceVerdict.AtPar, "azrUsd 50.10 at par")]
    [InlineData(SourceVerdict.Depegged, "azrUsd 50.10 off par")]
    [InlineData(SourceVerdict.Stale, "azrUsd 50.10 not usable")]
    [InlineData(SourceVerdict.Unset, "azrUsd 50.10 not usable")]
    public void Source_is_told_with_its_price_and_what_became_of_it(SourceVerdict verdict, string told) =>
        Assert.Equal(told, new JudgedSource("azrUsd", SourceKind.Feed, verdict) { Price = Price.Parse("50.1") }.ToString());

    [Fact]
    public void Source_that_said_no_price_is_told_without_one() =>
        Assert.Equal("peg without a price not usable", new JudgedSource("peg", SourceKind.Feed, SourceVerdict.Reverts).ToString());

    [Theory]
    [InlineData("it says nothing", "azrUsd: it says nothing")]
    [InlineData("it says nothing.", "azrUsd: it says nothing")]
    public void Sentence_of_its_own_takes_the_place_of_price_and_verdict(string detail, string told) =>
        Assert.Equal(
            told, new JudgedSource("azrUsd", SourceKind.Feed, SourceVerdict.Reverts) { Price = Price.Parse("50.1"), Detail = detail }.ToString());

    [Fact]
    public void Source_is_independent_unless_it_is_said_not_to_be()
    {
        Assert.True(new JudgedSource("a", SourceKind.Feed, SourceVerdict.Counted).IsIndependent);
        Assert.True(Sources.Told("a", "50").IsIndependent);
        Assert.True(Sources.Failed("a", SourceVerdict.Reverts).IsIndependent);
    }
}
