using System.Collections.Immutable;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Chain;

/// <summary>Knows which of the markets are open: what never changes about each, as a majority of the nodes tells it.</summary>
internal sealed class MarketOpener(ChainNodes nodes, Markets closed)
{
    private volatile Markets markets = closed;
    private volatile ImmutableDictionary<string, MarketOpening.Closed> reasons = ImmutableDictionary<string, MarketOpening.Closed>.Empty;

    /// <summary>Each open once a majority of the nodes has told its terms.</summary>
    public Markets Markets => markets;

    /// <summary>Why nothing can be bought at a market; null when it is open.</summary>
    public string? WhyClosed(IMarket market) => market.Terms is not null
        ? null
        : reasons.TryGetValue(market.Name, out var reason) ? reason.Detail : "The market has not been opened yet.";

    /// <summary>Asks for those that are not open, all at once. One that is closed keeps no other from being open.</summary>
    /// <returns>Open when any of them is; else why the first is not.</returns>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task<MarketOpening> OpenAsync(CancellationToken cancellation)
    {
        var asked = markets.All.Where(market => market.Terms is null).ToList();
        if (asked.Count > 0)
        {
            var views = await nodes.AskAsync((node, token) => OpenOnNodeAsync(node, asked, token), _ => true, cancellation);
            for (var index = 0; index < asked.Count; index++)
                Learn(asked[index].Name, Agree([.. views.Select(view => view[index])], nodes.Majority));
        }

        return markets.Terms is { } terms ? new MarketOpening.Open(terms) : reasons[markets.All[0].Name];
    }

    internal static MarketOpening Agree(IReadOnlyList<MarketOpening> openings, Majority majority) =>
        majority.TryAgree(openings.Select(opening => opening.Summary), out var summary)
            ? openings.First(opening => opening.Summary == summary)
            : throw new ChainUnavailableException("The nodes disagree about the market's pools.");

    private void Learn(string market, MarketOpening opening)
    {
        if (opening is MarketOpening.Open open)
            markets = markets.Opened(market, open.Terms);
        else
            reasons = reasons.SetItem(market, (MarketOpening.Closed)opening);
    }

    private async Task<IReadOnlyList<MarketOpening>> OpenOnNodeAsync(IEthereumNode node, List<IMarket> asked, CancellationToken cancellation)
    {
        var openings = await Task.WhenAll(asked.Select(market => OpenOnNodeAsync(node, market, cancellation)));

        // A node that can tell of none of them has not answered.
        return markets.Terms is null && Array.TrueForAll(openings, opening => opening is MarketOpening.Closed { Why: MarketFailure.Unavailable })
            ? throw new ChainUnavailableException(((MarketOpening.Closed)openings[0]).Detail)
            : openings;
    }

    private static async Task<MarketOpening> OpenOnNodeAsync(IEthereumNode node, IMarket market, CancellationToken cancellation)
    {
        try
        {
            return await market.OpenAsync(node, cancellation);
        }
        catch (Exception error) when (error is RpcException or EthereumFormatException)
        {
            return new MarketOpening.Closed(MarketFailure.Unavailable, error.Message);
        }
    }
}
