using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Market;

namespace BuyOrder.Domain.Prices;

/// <summary>Makes one price, or none, of what several sources say. Pure.</summary>
public static class ReferencePrice
{
    /// <summary>How far the host's clock may be behind the source's.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <param name="rules">Which sources are switched on, and how far they may differ.</param>
    /// <param name="fixedPrice">The parameters' own price.</param>
    /// <param name="facts">What the others say.</param>
    /// <param name="now">The later of the host's clock and the newest block's time, so that an age is never taken for less than it is.</param>
    public static PriceDecision Decide(PriceRules rules, Price fixedPrice, PriceFacts facts, DateTimeOffset now)
    {
        var sources = rules.Sources.All.Select(name => Judge(Read(name, rules, fixedPrice, facts), now)).ToList();
        if (sources.Count(source => Counts(source) && source.Kind != SourceKind.Fixed) >= 2)
            sources = sources.ConvertAll(source => Counts(source) && source.Kind == SourceKind.Fixed ? source with { Verdict = SourceVerdict.Spare } : source);
        var answered = sources.Count(Counts);
        if (answered > 0)
        {
            var median = MedianOf(sources);
            sources = sources.ConvertAll(source => Counts(source) && IsFar(source.Price!.Value, median, rules.DivergenceBps)
                ? source with { Verdict = SourceVerdict.TooFar }
                : source);
        }

        var stablecoin = rules.DepegBps is { } depeg ? JudgeStablecoin(facts, depeg, now) : null;
        IReadOnlyList<JudgedSource> all = stablecoin is null ? sources : [.. sources, stablecoin];
        return Why(rules, sources, answered, stablecoin) is { } refusal
            ? new PriceDecision.Refused(refusal, all)
            : new PriceDecision.Agreed(MedianOf(sources), all);
    }

    /// <summary>Whether a source's price can count, before it is compared with the others.</summary>
    public static JudgedSource Judge(SourceReading reading, DateTimeOffset now)
    {
        if (reading is SourceReading.Failed failed)
            return Of(failed, failed.Why) with { Detail = failed.Detail };

        var told = (SourceReading.Told)reading;
        DateTimeOffset? oldest = told.Parts.Count == 0 ? null : told.Parts.Min(part => part.AsOf);
        var judged = Of(told, SourceVerdict.Counted) with
        {
            Price = told.Price,
            AsOf = oldest,
            AgeSeconds = oldest is { } since ? Math.Max(0, (long)(now - since).TotalSeconds) : null,
        };
        if (told.Price.Scaled.Sign <= 0)
            return judged with { Verdict = SourceVerdict.NotPositive, Detail = "its price is not above zero" };
        foreach (var part in told.Parts)
        {
            if (part.AsOf - now > Ahead)
                return judged with { Verdict = SourceVerdict.FromTheFuture, Detail = Text($"{part.Name} is of {part.AsOf:u}, and it is {now:u}") };
            if (part.GoodFor is { } goodFor && now - part.AsOf > goodFor)
                return judged with { Verdict = SourceVerdict.Stale, Detail = Text($"{part.Name} is of {part.AsOf:u}, and counts for {goodFor}") };
        }

        return judged;
    }

    private static JudgedSource Of(SourceReading reading, SourceVerdict verdict) =>
        new(reading.Name, reading.Kind, verdict) { IsIndependent = reading.IsIndependent };

    private static bool Counts(JudgedSource source) => source.Verdict == SourceVerdict.Counted;

    private static SourceReading Read(string name, PriceRules rules, Price fixedPrice, PriceFacts facts)
    {
        if (SourceNames.IsFixed(name))
        {
            return new SourceReading.Told(
                SourceNames.Fixed, SourceKind.Fixed, fixedPrice, rules.ConfirmedAt is { } at ? [new PricePart(SourceNames.Fixed, at, rules.GoodFor)] : []);
        }

        return facts.Find(name) ?? Missing(name);
    }

    private static SourceReading.Failed Missing(string name) =>
        new(name, SourceKind.Unset, SourceVerdict.NotConfigured, "no setting describes a source of this name");

    /// <summary>
    /// The middle one of those that count; of an even number the lower of the two in the middle. At a lower price the same spend must bring more
    /// tokens, so the lower one is the stricter floor.
    /// </summary>
    private static Price MedianOf(IEnumerable<JudgedSource> sources)
    {
        var prices = sources.Where(Counts).Select(source => source.Price!.Value).Order().ToList();
        return prices[(prices.Count - 1) / 2];
    }

    private static bool IsFar(Price price, Price median, int bps) =>
        BigInteger.Abs(price.Scaled - median.Scaled) * BasisPoints.Whole > median.Scaled * bps;

    private static JudgedSource JudgeStablecoin(PriceFacts facts, int depegBps, DateTimeOffset now)
    {
        var judged = Judge(facts.StablecoinSource is { } name ? facts.Find(name) ?? Missing(name) : Missing("stablecoin"), now);
        if (!Counts(judged))
            return judged;
        return judged with { Verdict = IsFar(judged.Price!.Value, new Price(Price.One), depegBps) ? SourceVerdict.Depegged : SourceVerdict.AtPar };
    }

    private static Refusal? Why(PriceRules rules, List<JudgedSource> sources, int answered, JudgedSource? stablecoin)
    {
        var told = string.Join("; ", sources);
        if (sources.Append(stablecoin).FirstOrDefault(source => source?.Verdict == SourceVerdict.SequencerDown) is { } down)
            return new Refusal(ReasonCode.SequencerDown, $"What is read from the chain may be of before: {down}.");
        if (answered < rules.Needed)
            return new Refusal(ReasonCode.PriceUnavailable, Text($"{answered} of {sources.Count} price sources can be used, {rules.Needed} are needed: {told}."));
        var close = sources.Count(Counts);
        if (close < rules.Needed)
        {
            return new Refusal(
                ReasonCode.PriceDisagrees,
                Text($"{close} of {sources.Count} price sources are within {BasisPoints.Format(rules.DivergenceBps)} of the median, {rules.Needed} are needed: {told}."));
        }

        return stablecoin switch
        {
            null or { Verdict: SourceVerdict.AtPar } => null,
            { Verdict: SourceVerdict.Depegged } => new Refusal(
                ReasonCode.Depegged,
                $"The stablecoin is worth {stablecoin.Price!.Value.ToShortString()} ZAR; allowed is 1.00, give or take {BasisPoints.Format(rules.DepegBps!.Value)}."),
            _ => new Refusal(ReasonCode.PriceUnavailable, $"What the stablecoin is worth is not known: {stablecoin}."),
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
