using BuyOrder.Domain.Market;

namespace BuyOrder.Domain.Prices;

/// <summary>Where a price comes from.</summary>
public enum SourceKind
{
    Unset = 0,

    /// <summary>The business parameters.</summary>
    Fixed,

    /// <summary>A contract that answers <c>latestRoundData</c> as Chainlink's do.</summary>
    Feed,

    /// <summary>What a Uniswap v2 pool traded at on average over a window.</summary>
    UniswapV2,

    /// <summary>The same of a Uniswap v3 pool.</summary>
    UniswapV3,
}

/// <summary>What one source says, or why it says nothing.</summary>
/// <param name="Name">As the settings name it.</param>
/// <param name="Kind">Where its price comes from.</param>
public abstract record SourceReading(string Name, SourceKind Kind)
{
    /// <summary>It is no pool of two tokens that an order exchanges for each other, and rests on none.</summary>
    public bool IsIndependent { get; init; } = true;

    /// <summary>A price.</summary>
    /// <param name="Name">As the settings name it.</param>
    /// <param name="Kind">Where its price comes from.</param>
    /// <param name="Price">ZAR for a whole one.</param>
    /// <param name="Parts">What it was made of, each with an age of its own; none for a price that has no age.</param>
    public sealed record Told(string Name, SourceKind Kind, Price Price, IReadOnlyList<PricePart> Parts) : SourceReading(Name, Kind);

    /// <summary>No price.</summary>
    /// <param name="Name">As the settings name it.</param>
    /// <param name="Kind">Where its price would come from.</param>
    /// <param name="Why">Stable.</param>
    /// <param name="Detail">The same in one sentence.</param>
    public sealed record Failed(string Name, SourceKind Kind, SourceVerdict Why, string Detail) : SourceReading(Name, Kind);
}

/// <summary>One of the values that a price was made of.</summary>
/// <param name="Name">Of the source that said it.</param>
/// <param name="AsOf">When it was so.</param>
/// <param name="GoodFor">How long it counts; null: until there is another.</param>
public sealed record PricePart(string Name, DateTimeOffset AsOf, TimeSpan? GoodFor);
