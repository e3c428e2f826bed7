using BuyOrder.Domain.Market;

namespace BuyOrder.Domain.Prices;

/// <summary>Whether a source's price counts, or why not. Stored names: they never change.</summary>
public enum SourceVerdict
{
    Unset = 0,

    /// <summary>It is one of those that the reference price rests on.</summary>
    Counted,

    /// <summary>The parameters' own price while two others answer.</summary>
    Spare,

    /// <summary>Too far from the median.</summary>
    TooFar,

    /// <summary>The stablecoin is worth about one Rand.</summary>
    AtPar,

    /// <summary>The stablecoin is not.</summary>
    Depegged,

    /// <summary>Older than it may be.</summary>
    Stale,

    /// <summary>Of a time that is still to come.</summary>
    FromTheFuture,

    /// <summary>Zero or less.</summary>
    NotPositive,

    /// <summary>In other decimals than the settings name.</summary>
    WrongDecimals,

    /// <summary>The feed's round has no answer of its own yet.</summary>
    UnfinishedRound,

    /// <summary>The rollup's sequencer is down, or up again for less than an hour.</summary>
    SequencerDown,

    /// <summary>The contract refuses the question.</summary>
    Reverts,

    /// <summary>There is nothing at the address that answers.</summary>
    NoContract,

    /// <summary>It answers with something that is no answer to the question.</summary>
    Unreadable,

    /// <summary>The pool is not one of the two tokens that the settings name.</summary>
    WrongPool,

    /// <summary>The pool is empty.</summary>
    NoLiquidity,

    /// <summary>The pool was not watched for long enough.</summary>
    NoHistory,

    /// <summary>Too few nodes say the same.</summary>
    Disagreed,

    /// <summary>No setting describes a source of this name.</summary>
    NotConfigured,
}

/// <summary>A source with its price, its age and its verdict.</summary>
/// <param name="Name">As the settings name it.</param>
/// <param name="Kind">Where its price comes from.</param>
/// <param name="Verdict">Whether it counted, or why it did not.</param>
public sealed record JudgedSource(string Name, SourceKind Kind, SourceVerdict Verdict)
{
    /// <summary>ZAR for a whole one; null when it said none.</summary>
    public Price? Price { get; init; }

    /// <summary>When its oldest part was so; null for a price that has no age.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>How old that was when it was judged, in whole seconds; never below 0.</summary>
    public long? AgeSeconds { get; init; }

    /// <summary>One sentence where the verdict alone would not tell.</summary>
    public string? Detail { get; init; }

    /// <inheritdoc cref="SourceReading.IsIndependent"/>
    public bool IsIndependent { get; init; } = true;

    /// <summary>For people: <c>azrUsd 50.10 counted</c>.</summary>
    public override string ToString() => Detail is not null
        ? $"{Name}: {Detail.TrimEnd('.')}"
        : $"{Name} {Price?.ToShortString() ?? "without a price"} {Word(Verdict)}";

    private static string Word(SourceVerdict verdict) => verdict switch
    {
        SourceVerdict.Counted => "counted",
        SourceVerdict.Spare => "not needed",
        SourceVerdict.TooFar => "too far from the median",
        SourceVerdict.AtPar => "at par",
        SourceVerdict.Depegged => "off par",
        _ => "not usable",
    };
}
