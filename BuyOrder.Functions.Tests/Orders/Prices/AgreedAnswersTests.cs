using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Prices;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Prices;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Orders.Prices;

/// <summary>What several nodes say about one source becomes one word.</summary>
public sealed class AgreedAnswersTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly SourceAnswer.Said Stale = Said("50", age: 7_200);

    [Theory]
    [InlineData("60")]
    [InlineData("50")]
    public void Lone_node_makes_a_price_neither_dearer_nor_younger(string lie)
    {
        foreach (var answers in Orders(Stale, Stale, Said(lie, age: 0)))
            Assert.Equal(Stale, PriceReader.Agree(answers, new Majority(3)));
    }

    [Fact]
    public void Of_two_nodes_that_answer_the_more_careful_one_is_believed()
    {
        foreach (var answers in Orders(Said("50", 10), Said("49", 0)))
            Assert.Equal(Said("49", 10), PriceReader.Agree(answers, new Majority(3)));
    }

    [Fact]
    public void Price_that_no_majority_tells_is_none()
    {
        var reverts = new SourceAnswer.Failed(SourceVerdict.Reverts, "it reverts");
        var gone = new SourceAnswer.Failed(SourceVerdict.NoContract, "nothing is there");

        foreach (var answers in Orders(Stale, reverts, reverts))
            Assert.Equal(reverts, PriceReader.Agree(answers, new Majority(3)));
        foreach (var answers in Orders(Stale, reverts, gone))
            Assert.Equal(SourceVerdict.Disagreed, Assert.IsType<SourceAnswer.Failed>(PriceReader.Agree(answers, new Majority(3))).Why);
        Assert.IsType<SourceAnswer.Failed>(PriceReader.Agree([Stale], new Majority(3)));
    }

    [Theory]
    [InlineData(3_600, "60000")]
    [InlineData(3_601, null)]
    public async Task Native_coin_is_worth_what_its_fresh_source_says(int age, string? expected)
    {
        PriceSource[] sources =
        [
            new FeedSource("ethUsd", default, "usdZar", 8, TimeSpan.FromHours(1), null, false),
            new FeedSource("usdZar", default, null, 8, TimeSpan.FromHours(1), null, false),
        ];
        var reader = new PriceReader(
            PriceSourceOptions.None with { Sources = sources, Native = "ethUsd" }, new PoolObservations(new MemoryTableStore()));

        var facts = await reader.AddAsync(
            PreTradeFacts.None with { HeadTime = Noon }, [[Said("3000", age: 0), Said("20", age)]], new Majority(1), TestContext.Current.CancellationToken);

        Assert.Equal(expected is null ? null : Price.Parse(expected), facts.NativePrice);
        Assert.Equal(2, facts.Prices.Sources.Count);
    }

    private static SourceAnswer.Said Said(string price, int age) => new(Price.Parse(price), Noon.AddSeconds(-age));

    private static IEnumerable<IReadOnlyList<SourceAnswer>> Orders(params SourceAnswer[] answers) =>
        Enumerable.Range(0, answers.Length).Select(first => (IReadOnlyList<SourceAnswer>)[.. answers[first..], .. answers[..first]]);
}
