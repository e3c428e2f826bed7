using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Prices;
using static BuyOrder.Functions.Tests.Domain.Prices.Sources;

namespace BuyOrder.Functions.Tests.Domain.Prices;

/// <summary>What a decision keeps of each source, and the sentence that an operator reads when there is no price.</summary>
public sealed class ReferencePriceDetailTests
{
    private const string NotDescribed = "no setting describes a source of this name";

    private static readonly PriceRules Pegged = PriceRules.FixedAlone with { DepegBps = 50 };

    [Fact]
    public void Source_that_answers_keeps_its_price_and_the_age_of_its_oldest_part()
    {
        var made = new SourceReading.Told(
            "a", SourceKind.UniswapV2, Fifty, [Part("a", TimeSpan.FromSeconds(30), null), Part("hop", TimeSpan.FromSeconds(90), null)]);

        Assert.Equal(
            new JudgedSource("a", SourceKind.UniswapV2, SourceVerdict.Counted) { Price = Fifty, AsOf = Now.AddSeconds(-90), AgeSeconds = 90 },
            ReferencePrice.Judge(made, Now));
        Assert.Equal(
            new JudgedSource("a", SourceKind.UniswapV2, SourceVerdict.Counted) { Price = Fifty, IsIndependent = false },
            ReferencePrice.Judge(made with { Parts = [], IsIndependent = false }, Now));
    }

    [Fact]
    public void Source_that_fails_keeps_why_and_its_sentence() => Assert.Equal(
        new JudgedSource("a", SourceKind.Feed, SourceVerdict.Reverts) { Detail = "it says nothing", IsIndependent = false },
        ReferencePrice.Judge(Failed("a", SourceVerdict.Reverts) with { IsIndependent = false }, Now));

    [Theory]
    [InlineData(-1, SourceVerdict.NotPositive, "its price is not above zero")]
    [InlineData(0, SourceVerdict.NotPositive, "its price is not above zero")]
    [InlineData(1, SourceVerdict.Counted, null)]
    public void Price_must_be_above_zero(int scaled, SourceVerdict verdict, string? detail) => Assert.Equal(
        new JudgedSource("a", SourceKind.Feed, verdict) { Price = new Price(scaled), AsOf = Now, AgeSeconds = 0, Detail = detail },
        ReferencePrice.Judge(Told("a", new Price(scaled)), Now));

    [Theory]
    [InlineData(-61, SourceVerdict.FromTheFuture, "a is of 2026-11-30 10:01:01Z, and it is 2026-11-30 10:00:00Z")]
    [InlineData(3601, SourceVerdict.Stale, "a is of 2026-11-30 08:59:59Z, and counts for 01:00:00")]
    public void Time_that_does_not_count_is_told_with_what_it_is_measured_by(int age, SourceVerdict verdict, string detail)
    {
        var judged = ReferencePrice.Judge(Told("a", "50", TimeSpan.FromSeconds(age), TimeSpan.FromHours(1)), Now);

        Assert.Equal((verdict, detail), (judged.Verdict, judged.Detail));
        Assert.Equal((Fifty, Now.AddSeconds(-age)), (judged.Price, judged.AsOf));
    }

    [Fact]
    public void Fixed_is_of_when_it_was_confirmed()
    {
        var rules = PriceRules.FixedAlone with { ConfirmedAt = Now.AddHours(-2), GoodFor = TimeSpan.FromHours(1) };
        var aged = new JudgedSource("fixed", SourceKind.Fixed, SourceVerdict.Counted) { Price = Fifty, AsOf = Now.AddHours(-2), AgeSeconds = 7_200 };

        Assert.Equal([aged], ReferencePrice.Decide(rules with { GoodFor = null }, Fifty, PriceFacts.None, Now).Sources);
        Assert.Equal(
            [aged with { Verdict = SourceVerdict.Stale, Detail = "fixed is of 2026-11-30 08:00:00Z, and counts for 01:00:00" }],
            ReferencePrice.Decide(rules, Fifty, PriceFacts.None, Now).Sources);
        Assert.Equal(
            [aged with { AsOf = null, AgeSeconds = null }],
            ReferencePrice.Decide(rules with { ConfirmedAt = null }, Fifty, PriceFacts.None, Now).Sources);
    }

    [Fact]
    public void Source_that_no_setting_describes_is_told_as_such() => Assert.Equal(
        [new JudgedSource("a", SourceKind.Unset, SourceVerdict.NotConfigured) { Detail = NotDescribed }],
        ReferencePrice.Decide(Rules("a"), Fifty, PriceFacts.None, Now).Sources);

    [Fact]
    public void Too_few_answers_are_told_with_each_source() => Refuses(
        Rules("a,b"),
        Facts(Told("a", "50")),
        ReasonCode.PriceUnavailable,
        $"1 of 2 price sources can be used, 2 are needed: a 50.00 counted; b: {NotDescribed}.");

    [Fact]
    public void Prices_that_differ_are_told_with_how_far_they_may() => Refuses(
        Rules("a,b"),
        Facts(Told("a", "50"), Told("b", "60")),
        ReasonCode.PriceDisagrees,
        "1 of 2 price sources are within 2.00 % of the median, 2 are needed: a 50.00 counted; b 60.00 too far from the median.");

    [Fact]
    public void Sequencer_that_is_down_is_told_before_anything_else()
    {
        var down = Failed("peg", SourceVerdict.SequencerDown);
        const string Detail = "What is read from the chain may be of before: peg: it says nothing.";

        Refuses(Rules("a,peg"), Facts(down), ReasonCode.SequencerDown, Detail);
        Refuses(Pegged, Facts(down) with { StablecoinSource = "peg" }, ReasonCode.SequencerDown, Detail);
    }

    [Fact]
    public void Stablecoin_off_par_is_told_with_what_it_is_worth() => Refuses(
        Pegged,
        Facts(Told("peg", "1.01")) with { StablecoinSource = "peg" },
        ReasonCode.Depegged,
        "The stablecoin is worth 1.01 ZAR; allowed is 1.00, give or take 0.50 %.");

    [Fact]
    public void Stablecoin_whose_worth_is_not_known_is_told_with_why()
    {
        const string Unknown = "What the stablecoin is worth is not known: ";
        var failed = Facts(Failed("peg", SourceVerdict.Reverts)) with { StablecoinSource = "peg" };

        Refuses(Pegged, failed, ReasonCode.PriceUnavailable, $"{Unknown}peg: it says nothing.");
        Refuses(Pegged, failed with { Sources = [] }, ReasonCode.PriceUnavailable, $"{Unknown}peg: {NotDescribed}.");
        Refuses(Pegged, PriceFacts.None, ReasonCode.PriceUnavailable, $"{Unknown}stablecoin: {NotDescribed}.");
    }

    [Fact]
    public void Stablecoin_follows_the_sources_with_a_verdict_of_its_own()
    {
        var facts = Facts(Told("peg", "1")) with { StablecoinSource = "peg" };

        var decision = ReferencePrice.Decide(Pegged, Fifty, facts, Now);

        Assert.Equal([("fixed", SourceVerdict.Counted), ("peg", SourceVerdict.AtPar)], decision.Sources.Select(source => (source.Name, source.Verdict)));
        Assert.Equal(Fifty, Assert.IsType<PriceDecision.Agreed>(decision).Price);
    }

    private static void Refuses(PriceRules rules, PriceFacts facts, ReasonCode reason, string detail)
    {
        var refused = Assert.IsType<PriceDecision.Refused>(ReferencePrice.Decide(rules, Fifty, facts, Now));

        Assert.Equal(new Refusal(reason, detail), refused.Refusal);
    }
}
