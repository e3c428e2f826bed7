using BuyOrder.Domain.Market;

namespace BuyOrder.Domain.Prices;

/// <summary>What the sources come to together: one price, or none.</summary>
/// <param name="Sources">Each that is switched on, in their order, and the stablecoin's where that is looked at.</param>
public abstract record PriceDecision(IReadOnlyList<JudgedSource> Sources)
{
    /// <summary>They agree.</summary>
    /// <param name="Price">ZAR per token.</param>
    /// <param name="Sources">With what became of each.</param>
    public sealed record Agreed(Price Price, IReadOnlyList<JudgedSource> Sources) : PriceDecision(Sources)
    {
        /// <summary>One of those that count does not come from the pools that an order goes through.</summary>
        public bool IsIndependent => Sources.Any(source => source is { Verdict: SourceVerdict.Counted, IsIndependent: true });
    }

    /// <summary>There is no price to buy by.</summary>
    /// <param name="Refusal">Why.</param>
    /// <param name="Sources">With what became of each.</param>
    public sealed record Refused(Refusal Refusal, IReadOnlyList<JudgedSource> Sources) : PriceDecision(Sources);

    /// <summary>What an order keeps of it; null where the parameters' own price, without an age, is all there is, as before there were sources.</summary>
    public IReadOnlyList<JudgedSource>? Kept => Sources is [{ Kind: SourceKind.Fixed, AsOf: null }] ? null : Sources;
}
