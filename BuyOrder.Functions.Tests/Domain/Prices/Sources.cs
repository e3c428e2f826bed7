using BuyOrder.Domain.Market;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Functions.Tests.Domain.Prices;

/// <summary>What price sources say, for tests.</summary>
internal static class Sources
{
    public static readonly DateTimeOffset Now = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);
    public static readonly Price Fifty = Price.Parse("50");

    public static PriceRules Rules(string sources) =>
        PriceRules.FixedAlone with { Sources = SourceNames.TryParse(sources, out var names) ? names : throw new ArgumentException(sources, nameof(sources)) };

    public static PriceFacts Facts(params SourceReading[] told) => new() { Sources = told };

    public static SourceReading Told(string name, string price, TimeSpan age = default, TimeSpan? goodFor = null) =>
        Told(name, Price.Parse(price), age, goodFor);

    public static SourceReading Told(string name, Price price, TimeSpan age = default, TimeSpan? goodFor = null) =>
        new SourceReading.Told(name, SourceKind.Feed, price, [Part(name, age, goodFor)]);

    public static SourceReading Failed(string name, SourceVerdict why) => new SourceReading.Failed(name, SourceKind.Feed, why, "it says nothing");

    public static PricePart Part(string name, TimeSpan age, TimeSpan? goodFor) => new(name, Now - age, goodFor);
}
