using BuyOrder.Domain.Chain;

namespace BuyOrder.Orders.Market;

/// <summary>The markets of the settings, in their order. It never changes: one that has been opened makes another list.</summary>
internal sealed class Markets
{
    private readonly MarketRoute route;

    public Markets(MarketRoute route)
        : this(route, [.. route.Places.Select(place => Of(route, place))])
    {
    }

    private Markets(MarketRoute route, IReadOnlyList<IMarket> all) => (this.route, All) = (route, all);

    public IReadOnlyList<IMarket> All { get; }

    /// <summary>What is the same for all of them; null while none is open.</summary>
    public MarketTerms? Terms => All.Select(market => market.Terms).FirstOrDefault(terms => terms is not null);

    public IEnumerable<Address> Spenders => All.Select(market => market.Spender);

    /// <summary>Every contract that a purchase may pass through, as far as they are known.</summary>
    public IReadOnlyList<Address> Contracts => [.. All.SelectMany(market => market.Contracts).Distinct()];

    /// <summary>The one that an order is bought at; null when the settings do not name it any more.</summary>
    public IMarket? Find(string name) => All.FirstOrDefault(market => market.Name == name);

    /// <summary>With one of them open.</summary>
    public Markets Opened(string name, MarketTerms terms) => new(route, [.. All.Select(market => market.Name == name ? market.Open(terms) : market)]);

    private static IMarket Of(MarketRoute route, MarketPlace place) => place switch
    {
        MarketPlace.UniswapV2 v2 => new UniswapV2Market(route, v2),
        MarketPlace.UniswapV3 v3 => new UniswapV3Market(route, v3),
        _ => throw new InvalidOperationException($"There is no market at {place}."),
    };
}
