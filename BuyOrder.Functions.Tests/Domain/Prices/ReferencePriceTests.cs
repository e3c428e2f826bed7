using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Prices;
using static BuyOrder.Functions.Tests.Domain.Prices.Sources;

namespace BuyOrder.Functions.Tests.Domain.Prices;

public sealed class ReferencePriceTests
{
    [Fact]
    public void Fixed_alone_is_the_parameters_own_price_and_nothing_of_it_is_kept()
    {
        var agreed = Agreed(PriceRules.FixedAlone);

        Assert.Equal((Fifty, true), (agreed.Price, agreed.IsIndependent));
        Assert.Null(agreed.Kept);
    }

    [Theory]
    [InlineData("a,b,c", "50", "50.2", "50.5", "50.2")]
    [InlineData("a,b", "50.2", "50.5", null, "50.2")] // of an even number the lower one in the middle: the higher floor
    [InlineData("a,b,c,d", "50.6", "50.4", "50.2", "50.2", "50")]
    [InlineData("fixed,a", "50.5", null, null, "50")]
    [InlineData("fixed,a", "49.5", null, null, "49.5")]
    [InlineData("fixed,a,b", "50.5", "50.7", null, "50.5")] // fixed is not needed
    public void Price_is_the_median_of_those_that_count(string sources, string a, string? b, string? c, string expected, string? d = null)
    {
        var told = new[] { ("a", a), ("b", b), ("c", c), ("d", d) }.Where(each => each.Item2 is not null);

        var agreed = Agreed(Rules(sources), [.. told.Select(each => Told(each.Item1, each.Item2!))]);

        Assert.Equal(Price.Parse(expected), agreed.Price);
    }

    [Fact]
    public void Fixed_counts_only_while_fewer_than_two_others_answer()
    {
        Assert.Equal(
            [SourceVerdict.Spare, SourceVerdict.Counted, SourceVerdict.Counted],
            Verdicts(Agreed(Rules("fixed,a,b"), Told("a", "50"), Told("b", "50"))));
        Assert.Equal(
            [SourceVerdict.Counted, SourceVerdict.Counted, SourceVerdict.Stale],
            Verdicts(Agreed(Rules("fixed,a,b"), Told("a", "50"), Told("b", "50", age: TimeSpan.FromHours(2), goodFor: TimeSpan.FromHours(1)))));
    }

    [Theory]
    [InlineData("51.00", SourceVerdict.Counted)] // 2 % of 50
    [InlineData("51.000000000000000001", SourceVerdict.TooFar)]
    [InlineData("49.00", SourceVerdict.Counted)]
    [InlineData("48.999999999999999999", SourceVerdict.TooFar)]
    public void Source_farther_than_the_divergence_from_the_median_is_left_out(string price, SourceVerdict expected)
    {
        var agreed = Agreed(Rules("a,b,c"), Told("a", "50"), Told("b", "50"), Told("c", price));

        Assert.Equal(expected, agreed.Sources[2].Verdict);
        Assert.Equal(Fifty, agreed.Price);
    }

    [Theory]
    [InlineData("a,b", 1, "a=50", "price_unavailable")] // one of two is not more than half
    [InlineData("a,b", 1, "a=50 b=60", "price_disagrees")]
    [InlineData("fixed,a", 1, "a=60", "price_disagrees")]
    [InlineData("fixed,a", 1, "", "price_unavailable")]
    [InlineData("a,b,c", 3, "a=50 b=50", "price_unavailable")]
    [InlineData("a,b,c", 3, "a=50 b=50 c=60", "price_disagrees")]
    [InlineData("a,b,c,d", 1, "a=50 b=50 c=60 d=61", "price_disagrees")]
    [InlineData("a", 1, "", "price_unavailable")]
    public void Too_few_answers_hold_and_answers_that_differ_refuse(string sources, int minimum, string told, string reason)
    {
        var facts = Facts([.. told.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => Told(each.Split('=')[0], each.Split('=')[1]))]);

        var refused = Assert.IsType<PriceDecision.Refused>(ReferencePrice.Decide(Rules(sources) with { MinimumSources = minimum }, Fifty, facts, Now));

        Assert.Equal(reason, refused.Refusal.Reason.Value);
        Assert.Equal(sources.Split(','), refused.Sources.Select(source => source.Name));
        Assert.All(sources.Split(','), name => Assert.Contains(name, refused.Refusal.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void What_disagrees_or_is_off_par_can_fail_an_order_and_what_only_is_not_there_never_does()
    {
        Assert.True(ReasonCode.PriceDisagrees.IsRefusal && ReasonCode.Depegged.IsRefusal);
        Assert.False(ReasonCode.PriceUnavailable.IsRefusal || ReasonCode.SequencerDown.IsRefusal);
    }

    [Fact]
    public void Sequencer_that_is_down_refuses_even_if_the_others_agree()
    {
        var decision = ReferencePrice.Decide(
            Rules("a,b,c"), Fifty, Facts(Told("a", "50"), Told("b", "50"), Failed("c", SourceVerdict.SequencerDown)), Now);

        Assert.Equal(ReasonCode.SequencerDown, Assert.IsType<PriceDecision.Refused>(decision).Refusal.Reason);
    }

    [Theory]
    [InlineData(3600, SourceVerdict.Counted)]
    [InlineData(3601, SourceVerdict.Stale)]
    [InlineData(-60, SourceVerdict.Counted)] // the host's clock is a little behind
    [InlineData(-61, SourceVerdict.FromTheFuture)]
    public void Each_part_of_a_price_has_an_age_of_its_own(int seconds, SourceVerdict expected)
    {
        var made = new SourceReading.Told(
            "a", SourceKind.Feed, Fifty, [Part("a", TimeSpan.Zero, null), Part("hop", TimeSpan.FromSeconds(seconds), TimeSpan.FromHours(1))]);

        var judged = ReferencePrice.Judge(made, Now);

        Assert.Equal(expected, judged.Verdict);
        Assert.Equal(Math.Max(0, seconds), judged.AgeSeconds);
        Assert.Equal(expected == SourceVerdict.Counted, judged.Detail is null);
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public void Fixed_counts_for_as_long_as_it_was_confirmed(int days, bool counts)
    {
        var rules = PriceRules.FixedAlone with { ConfirmedAt = Now.AddDays(-days), GoodFor = TimeSpan.FromDays(7) };

        var decision = ReferencePrice.Decide(rules, Fifty, PriceFacts.None, Now);

        Assert.Equal(counts, decision is PriceDecision.Agreed);
        Assert.Equal(counts ? SourceVerdict.Counted : SourceVerdict.Stale, Assert.Single(decision.Kept!).Verdict);
        Assert.IsType<PriceDecision.Agreed>(ReferencePrice.Decide(rules with { GoodFor = null }, Fifty, PriceFacts.None, Now));
    }

    [Theory]
    [InlineData("1.005", null)]
    [InlineData("0.995", null)]
    [InlineData("1.005000000000000001", "depegged")]
    [InlineData("0.994999999999999999", "depegged")]
    [InlineData(null, "price_unavailable")]
    public void Stablecoin_must_be_worth_a_rand_where_that_is_looked_at(string? worth, string? reason)
    {
        var facts = (worth is null ? Facts(Failed("peg", SourceVerdict.Reverts)) : Facts(Told("peg", worth))) with { StablecoinSource = "peg" };

        var decision = ReferencePrice.Decide(PriceRules.FixedAlone with { DepegBps = 50 }, Fifty, facts, Now);

        Assert.Equal(reason, (decision as PriceDecision.Refused)?.Refusal.Reason.Value);
        Assert.Equal(2, decision.Kept!.Count);
        Assert.IsType<PriceDecision.Agreed>(ReferencePrice.Decide(PriceRules.FixedAlone, Fifty, facts, Now));
        Assert.IsType<PriceDecision.Refused>(ReferencePrice.Decide(PriceRules.FixedAlone with { DepegBps = 50 }, Fifty, PriceFacts.None, Now));
    }

    [Fact]
    public void Price_that_rests_on_nothing_independent_says_so()
    {
        var dependent = Told("a", "50") with { IsIndependent = false };

        Assert.False(Agreed(Rules("a"), dependent).IsIndependent);
        Assert.True(Agreed(Rules("a,b,c"), dependent, Told("b", "50"), Told("c", "60")).IsIndependent);
        Assert.False(Agreed(Rules("a,b,c"), dependent, dependent with { Name = "b" }, Told("c", "60")).IsIndependent);
    }

    private static IEnumerable<SourceVerdict> Verdicts(PriceDecision decision) => decision.Sources.Select(source => source.Verdict);

    private static PriceDecision.Agreed Agreed(PriceRules rules, params SourceReading[] told) =>
        Assert.IsType<PriceDecision.Agreed>(ReferencePrice.Decide(rules, Fifty, Facts(told), Now));
}
