namespace BuyOrder.Domain.Prices;

/// <summary>The part of the business parameters that says how the reference price is made.</summary>
public sealed record PriceRules
{
    /// <summary>As before there were sources: the parameters' own price, good until it is changed.</summary>
    public static readonly PriceRules FixedAlone = new();

    /// <summary>The sources that are switched on.</summary>
    public SourceNames Sources { get; init; } = SourceNames.FixedAlone;

    /// <summary>How far a source may be from the median before it is left out.</summary>
    public int DivergenceBps { get; init; } = 200;

    /// <summary>How many must agree at the least. It is always more than half of those that are switched on, too.</summary>
    public int MinimumSources { get; init; } = 1;

    /// <summary>How far the stablecoin may be from one Rand, either way; null: it is not looked at.</summary>
    public int? DepegBps { get; init; }

    /// <summary>When the parameters' own price was last confirmed; null: not told.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>How long it counts from then on; null: until it is changed.</summary>
    public TimeSpan? GoodFor { get; init; }

    /// <summary>How many sources must agree.</summary>
    public int Needed => Math.Max(MinimumSources, (Sources.All.Length / 2) + 1);
}
