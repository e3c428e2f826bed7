using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Prices;

/// <summary>What the nodes agree on about every configured source, whether it is switched on or not.</summary>
public sealed record PriceFacts
{
    /// <summary>No source is configured.</summary>
    public static readonly PriceFacts None = new();

    public IReadOnlyList<SourceReading> Sources { get; init; } = [];

    /// <summary>Which of them says what the stablecoin is worth; null: none.</summary>
    public string? StablecoinSource { get; init; }

    /// <summary>The largest spend while no source counts that is independent of the pools; null: any.</summary>
    public Zar? MaximumWithoutIndependent { get; init; }

    public SourceReading? Find(string name) => Sources.FirstOrDefault(source => SourceNames.AreSame(source.Name, name));

    /// <summary>What a source says, if that counts at this moment.</summary>
    public Price? PriceOf(string? name, DateTimeOffset now) =>
        name is not null && Find(name) is { } found && ReferencePrice.Judge(found, now) is { Verdict: SourceVerdict.Counted, Price: var price } ? price : null;
}
