using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Orders.Prices;
using BuyOrder.Simulation.Troubles;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Auditing;

/// <summary>
/// What the price sources come to for a process that was shown the chain as these nodes see it: computed from docs/prices.md, apart from the code
/// that buys.
/// </summary>
/// <param name="setup">The world's sources.</param>
/// <param name="parameters">With the rules in force, and the parameters' own price.</param>
internal sealed class ShownPrices(PriceSetup setup, BusinessParameters parameters)
{
    private const long GraceSeconds = 3_600;
    private const long AheadSeconds = 60;
    private const int Whole = 10_000;

    private static readonly BigInteger One = BigInteger.Pow(10, 18);

    /// <param name="shown">What each node that was heard showed.</param>
    /// <param name="needed">A majority of all nodes.</param>
    /// <param name="host">What the host's clock said.</param>
    public ShownDecision Decide(IReadOnlyList<NodeSight> shown, int needed, DateTimeOffset host)
    {
        var headTime = Reached(shown.Select(sight => sight.Time), needed);
        var now = Math.Max(host.UtcTicks, DateTimeOffset.FromUnixTimeSeconds(headTime).UtcTicks);
        var rules = parameters.Prices;
        var judged = rules.Sources.All.Select(name => Judge(name, shown, needed, now)).ToList();
        if (judged.Count(source => IsGood(source) && !SourceNames.IsFixed(source.Name)) > 1)
            Turn(judged, source => SourceNames.IsFixed(source.Name), SourceVerdict.Spare);
        var answered = judged.Count(IsGood);
        if (answered > 0)
        {
            var median = Median(judged);
            Turn(judged, source => BigInteger.Abs(source.Price - median) * Whole > median * rules.DivergenceBps, SourceVerdict.TooFar);
        }

        var needs = Math.Max(rules.MinimumSources, (judged.Count / 2) + 1);
        ReasonCode? reason = answered < needs ? ReasonCode.PriceUnavailable : judged.Count(IsGood) < needs ? ReasonCode.PriceDisagrees : null;
        if (rules.DepegBps is { } depeg)
        {
            var stablecoin = Judge(setup.Options.Stablecoin!, shown, needed, now);
            var isOff = BigInteger.Abs(stablecoin.Price - One) * Whole > One * depeg;
            reason ??= !IsGood(stablecoin) ? ReasonCode.PriceUnavailable : isOff ? ReasonCode.Depegged : null;
            judged.Add(!IsGood(stablecoin) ? stablecoin : stablecoin with { Verdict = isOff ? SourceVerdict.Depegged : SourceVerdict.AtPar });
        }

        if (judged.Exists(source => source.Verdict == SourceVerdict.SequencerDown))
            reason = ReasonCode.SequencerDown;
        return new ShownDecision(reason, reason is null ? Median(judged) : BigInteger.Zero, judged);
    }

    /// <summary>What one source says by the newest block's time; 0 when that does not count.</summary>
    public BigInteger Of(string name, IReadOnlyList<NodeSight> shown, int needed)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(Reached(shown.Select(sight => sight.Time), needed)).UtcTicks;
        return Judge(name, shown, needed, now) is { Verdict: SourceVerdict.Counted, Price: var price } ? price : BigInteger.Zero;
    }

    private static bool IsGood(ShownSource source) => source.Verdict == SourceVerdict.Counted;

    private static void Turn(List<ShownSource> judged, Predicate<ShownSource> which, SourceVerdict verdict)
    {
        for (var index = 0; index < judged.Count; index++)
        {
            if (IsGood(judged[index]) && which(judged[index]))
                judged[index] = judged[index] with { Verdict = verdict };
        }
    }

    private static BigInteger Median(IEnumerable<ShownSource> judged)
    {
        var prices = judged.Where(IsGood).Select(source => source.Price).Order().ToList();
        return prices[prices.Count % 2 == 0 ? (prices.Count / 2) - 1 : prices.Count / 2];
    }

    /// <summary>The highest that as many nodes reach as are needed.</summary>
    private static T Reached<T>(IEnumerable<T> figures, int needed) => figures.OrderDescending().Skip(needed - 1).First();

    private ShownSource Judge(string name, IReadOnlyList<NodeSight> shown, int needed, long now)
    {
        var rules = parameters.Prices;
        if (SourceNames.IsFixed(name))
        {
            return AtAge(new ShownSource(name, SourceVerdict.Counted, parameters.ReferencePrice.Scaled, rules.ConfirmedAt?.ToUnixTimeSeconds()), rules.GoodFor, now);
        }

        var source = setup.Sources.First(known => known.Name == name);
        var own = AtAge(Heard(source, shown, needed), source.MaxAge, now);
        if (source.Hop is null)
            return own;
        var over = setup.Sources.First(known => known.Name == source.Hop);
        var hop = AtAge(Heard(over, shown, needed), over.MaxAge, now);
        var price = ((own.Price * hop.Price) + (One / 2)) / One;
        var asOf = own.AsOf < hop.AsOf ? own.AsOf : hop.AsOf;

        // Without a price of its own part or its hop's there is none; of two that have one, any that does not count decides.
        if (own.AsOf is null)
            return own;
        if (hop.AsOf is null)
            return hop with { Name = name };
        return new ShownSource(name, IsGood(own) ? hop.Verdict : own.Verdict, price, asOf);
    }

    private static ShownSource AtAge(ShownSource source, TimeSpan? goodFor, long now)
    {
        if (source.AsOf is not { } seconds || !IsGood(source))
            return source;
        var asOf = DateTimeOffset.FromUnixTimeSeconds(seconds).UtcTicks;
        if (asOf - now > AheadSeconds * TimeSpan.TicksPerSecond)
            return source with { Verdict = SourceVerdict.FromTheFuture };
        return goodFor is { } span && now - asOf > span.Ticks ? source with { Verdict = SourceVerdict.Stale } : source;
    }

    private static ShownSource Heard(FeedSource source, IReadOnlyList<NodeSight> shown, int needed)
    {
        var said = shown.Select(sight => Said(source, sight)).ToList();
        var good = said.FindAll(IsGood);
        if (good.Count >= needed)
        {
            return new ShownSource(
                source.Name, SourceVerdict.Counted, Reached(good.Select(one => one.Price), needed), Reached(good.Select(one => one.AsOf!.Value), needed));
        }

        foreach (var verdict in said.Select(one => one.Verdict).Where(verdict => verdict != SourceVerdict.Counted))
        {
            if (said.Count(one => one.Verdict == verdict) >= needed)
                return new ShownSource(source.Name, verdict, BigInteger.Zero, null);
        }

        return new ShownSource(source.Name, SourceVerdict.Disagreed, BigInteger.Zero, null);
    }

    private static ShownSource Said(FeedSource source, NodeSight sight)
    {
        var feed = sight.Feed(source.Address);
        var verdict = source.Sequencer is { } sequencer ? OfSequencer(sight.Feed(sequencer), sight.Time) : SourceVerdict.Counted;
        if (verdict == SourceVerdict.Counted)
            verdict = OfFeed(feed);
        if (verdict != SourceVerdict.Counted)
            return new ShownSource(source.Name, verdict, BigInteger.Zero, null);
        var scaled = feed.Answer * BigInteger.Pow(10, 18 - source.Decimals);
        return new ShownSource(source.Name, verdict, source.IsInverted ? ((One * One) + (scaled / 2)) / scaled : scaled, feed.UpdatedAt);
    }

    private static SourceVerdict OfSequencer(ModelFeed feed, long time) => feed.Fault switch
    {
        ModelFeedFault.Reverts => SourceVerdict.Reverts,
        ModelFeedFault.Gone => SourceVerdict.NoContract,
        ModelFeedFault.Garbage => SourceVerdict.Unreadable,
        _ => !feed.Answer.IsZero || time - feed.StartedAt < GraceSeconds ? SourceVerdict.SequencerDown : SourceVerdict.Counted,
    };

    private static SourceVerdict OfFeed(ModelFeed feed) => feed.Fault switch
    {
        ModelFeedFault.Reverts => SourceVerdict.Reverts,
        ModelFeedFault.Gone => SourceVerdict.NoContract,
        ModelFeedFault.Garbage => SourceVerdict.Unreadable,
        ModelFeedFault.OtherDecimals => SourceVerdict.WrongDecimals,
        var fault => feed.Answer.Sign <= 0 ? SourceVerdict.NotPositive
            : fault == ModelFeedFault.Unfinished ? SourceVerdict.UnfinishedRound : SourceVerdict.Counted,
    };
}

/// <summary>What one source comes to. Without a time it has said no price.</summary>
internal sealed record ShownSource(string Name, SourceVerdict Verdict, BigInteger Price, long? AsOf);

/// <summary>What all of them come to.</summary>
/// <param name="Reason">Why there is no price; null: there is one.</param>
/// <param name="Price">ZAR for a token, times 10¹⁸.</param>
/// <param name="Sources">Each that is switched on, and the stablecoin's.</param>
internal sealed record ShownDecision(ReasonCode? Reason, BigInteger Price, IReadOnlyList<ShownSource> Sources);
