using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Orders.Prices;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Troubles;

/// <summary>Which price sources a world has: the settings, the parameters' rules, and the feeds that answer. All at the price of the market.</summary>
internal sealed class PriceSetup
{
    /// <summary>How often a feed that works tells its price again.</summary>
    public const int HeartbeatSeconds = 300;

    private const int FeedDecimals = 8;
    private const int FineDecimals = 18;

    /// <summary>What a dollar costs.</summary>
    private const decimal Dollar = 18.5m;

    /// <summary>What a coin of the chain's own currency costs.</summary>
    private const decimal Coin = 60_000m;

    private static readonly decimal Market = (decimal)Office.MarketPrice.Scaled / (decimal)BigInteger.Pow(10, FineDecimals);

    /// <summary>Long enough for the heartbeat as a host sees it whose clock is ahead.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(15);

    private readonly List<FeedSource> sources = [];
    private readonly List<ModelFeed> feeds = [];
    private readonly DateTimeOffset start;
    private readonly Address? sequencer;

    /// <param name="random">Decides which.</param>
    /// <param name="start">When the world begins.</param>
    /// <param name="hasMarkets">Several markets, so that it may matter what gas is worth.</param>
    public PriceSetup(Random random, DateTimeOffset start, bool hasMarkets)
    {
        this.start = start;
        if (random.Next(3) == 0)
            sequencer = Add(0, isPrice: false);
        string[] names = random.Next(5) switch
        {
            0 => [SourceNames.Fixed, Direct("azrZar", FeedDecimals)],
            1 => [Direct("azrZar", FeedDecimals), SourceNames.Fixed, Direct("azrFine", FineDecimals)],
            2 => [OverDollar(isInverted: false), Direct("azrZar", FeedDecimals)],
            3 => [Direct("azrZar", FeedDecimals), OverDollar(isInverted: true), Direct("azrFine", FineDecimals)],
            _ => [Inverse("zarAzr"), SourceNames.Fixed, Direct("azrZar", FeedDecimals)],
        };
        var stablecoin = random.Next(3) == 0 ? Source("zarpZar", 1m, FeedDecimals) : null;
        var native = hasMarkets && random.Next(3) > 0 ? Source("ethZar", Coin, FeedDecimals) : null;
        Options = new PriceSourceOptions { Sources = sources, Stablecoin = stablecoin, Native = native };
        Rules = new PriceRules
        {
            Sources = SourceNames.TryParse(string.Join(',', names), out var switchedOn) ? switchedOn : throw new SimulationException("These are no names of sources."),
            DivergenceBps = random.Next(3) switch { 0 => 100, 1 => 200, _ => 400 },
            MinimumSources = random.Next(1, Math.Max(names.Count(name => !SourceNames.IsFixed(name)), 2) + 1),
            DepegBps = stablecoin is null ? null : 200,
            ConfirmedAt = random.Next(2) == 0 ? start : null,
        };
        if (Rules.ConfirmedAt is not null)
            Rules = Rules with { GoodFor = TimeSpan.FromHours(random.Next(1, 4)) };
    }

    public PriceSourceOptions Options { get; }

    public PriceRules Rules { get; }

    public IReadOnlyList<FeedSource> Sources => sources;

    public IReadOnlyList<ModelFeed> Feeds => feeds;

    /// <summary>The feed that says whether the sequencer is up; null: it is no rollup.</summary>
    public ModelFeed? Sequencer => feeds.Find(feed => feed.Address == sequencer);

    /// <summary>What the stablecoin is worth; null: that is not looked at.</summary>
    public ModelFeed? Stablecoin => Options.Stablecoin is { } name ? feeds.Find(feed => feed.Address == sources.Find(source => source.Name == name)!.Address) : null;

    /// <summary>The feeds that follow the token's price.</summary>
    public IEnumerable<ModelFeed> OfToken => feeds.Where(feed => sources.Exists(source => source.Address == feed.Address && source.Name.Contains("azr", StringComparison.OrdinalIgnoreCase)));

    public bool IsInverted(ModelFeed feed) => sources.Exists(source => source.Address == feed.Address && source.IsInverted);

    public BusinessParameters In(BusinessParameters parameters) => parameters with { Prices = Rules };

    private string Direct(string name, int decimals) => Source(name, Market, decimals);

    private string Inverse(string name) => Source(name, 1m / Market, FineDecimals, isInverted: true);

    private string OverDollar(bool isInverted)
    {
        Source("usdZar", isInverted ? 1m / Dollar : Dollar, FeedDecimals, isInverted);
        return Source("azrUsd", Market / Dollar, FeedDecimals, hop: "usdZar");
    }

    private string Source(string name, decimal price, int decimals, bool isInverted = false, string? hop = null)
    {
        var address = Add(decimals, isPrice: true, price);
        sources.Add(new FeedSource(name, address, hop, decimals, MaxAge, sequencer, isInverted));
        return name;
    }

    private Address Add(int decimals, bool isPrice, decimal price = 0)
    {
        var feed = ModelFeed.At(feeds.Count) with
        {
            Decimals = decimals,
            Answer = isPrice ? (BigInteger)(price * (decimal)BigInteger.Pow(10, decimals)) : 0,
            StartedAt = (start - TimeSpan.FromDays(1)).ToUnixTimeSeconds(),
            UpdatedAt = start.ToUnixTimeSeconds(),
        };
        feeds.Add(feed);
        return feed.Address;
    }
}
