using BuyOrder.Orders.Prices;
using BuyOrder.Simulation;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes in what a purchase is held to where several price sources are switched on: each is put into the engine and must be found.</summary>
public sealed class PlantedPriceMistakeTests(ITestOutputHelper output)
{
    private const string NoPrice = "though the nodes showed no price to buy by";
    private const string Below = "below the floor of the prices that the nodes showed";
    private const string Others = "keeps other prices than the nodes showed";

    [Fact]
    public void Stale_source_taken_is_found() =>
        Planted.IsFound(output, 6..300, NoPrice, () => Sources(source => source with { MaxAge = TimeSpan.FromDays(365) }));

    [Fact]
    public void Stale_hop_taken_is_found() =>
        Planted.IsFound(output, 19..1500, "the nodes showed", () => Sources(source =>
            source.Name == "usdZar" ? source with { MaxAge = TimeSpan.FromDays(365) } : source));

    [Fact]
    public void Sequencer_that_is_down_ignored_is_found() =>
        Planted.IsFound(output, 29..400, $"{NoPrice}: sequencer_down", () => Sources(source => source with { Sequencer = null }));

    [Fact]
    public void Least_number_of_sources_ignored_is_found() =>
        Planted.IsFound(output, 357..3000, $"{NoPrice}: price_", () => Parameters("MinimumSources", "1"));

    [Fact]
    public void Sources_that_disagree_ignored_is_found() =>
        Planted.IsFound(output, 53..400, $"{NoPrice}: price_disagrees", () => Parameters("DivergenceBps", "10000"));

    [Fact]
    public void Stablecoin_off_par_ignored_is_found() =>
        Planted.IsFound(output, 169..600, $"{NoPrice}: depegged", () => Parameters("DepegBps", "null"));

    [Fact]
    public void Floor_that_allows_for_too_much_slippage_is_found() => Planted.IsFound(output, 1..200, Below, () => Parameters("SlippageBps", "900"));

    [Fact]
    public void Own_price_counted_beside_feeds_is_found() => Planted.IsFound(output, 21..200, Others, () => Parameters("PriceSources", "fixed"));

    [Fact]
    public void Prices_of_one_node_alone_are_found() => Planted.IsFound(output, 1..200, "too few nodes had shown prices", () => new Plant
    {
        Prices = true,
        Nodes = nodes => [nodes[^1]],
    });

    /// <summary>The app takes the settings for something else.</summary>
    private static Plant Sources(Func<FeedSource, FeedSource> change) => new()
    {
        Prices = true,
        Sources = sources => sources with { Sources = [.. sources.Sources.Select(source => change((FeedSource)source))] },
    };

    /// <summary>The app goes by another value of the parameters.</summary>
    private static Plant Parameters(string member, string value) => new()
    {
        Prices = true,
        Tables = tables => new PlantedParameters(tables) { Member = member, Always = value },
    };
}
