using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Chain;

/// <summary>Asks one node what each market offers, and makes of all nodes' answers what a majority confirms.</summary>
internal static class OfferQuestion
{
    /// <summary>Adds its questions to a batch that the caller sends; the returned function reads the answers afterwards.</summary>
    /// <param name="batch">Not sent yet.</param>
    /// <param name="opener">Knows the markets.</param>
    /// <param name="asked">What they are asked for; null: nothing.</param>
    /// <returns>An offer of each market that was asked, in their order.</returns>
    public static Func<IReadOnlyList<MarketOffer>> Ask(RpcBatch batch, MarketOpener opener, MarketQuestion? asked)
    {
        if (asked is null)
            return () => [];
        var readings = opener.Markets.All.Where(market => asked.Market is null || asked.Market == market.Name).Select(market =>
            opener.WhyClosed(market) is { } why
                ? (Func<MarketOffer>)(() => new MarketOffer.LeftOut(market.Name, why))
                : Offer(market.Name, market.Read(batch, asked.AmountIn, asked.MaySize))).ToList();
        return () => Heard([.. readings.Select(read => read())]);
    }

    /// <summary>
    /// The market as seen by the node whose figure a majority reaches: a lone node cannot make it look better. Of several that give this figure,
    /// one that saw it as most of them do; where none was seen twice, the one whose mid price is the best, so that the purchase looks dearest.
    /// </summary>
    /// <param name="views">Of each node its offers, the same markets in the same order.</param>
    /// <param name="majority">Of the nodes.</param>
    public static IReadOnlyList<MarketOffer> Agree(IReadOnlyList<IReadOnlyList<MarketOffer>> views, Majority majority) =>
        [.. Enumerable.Range(0, views.Min(view => view.Count)).Select(index => Agree([.. views.Select(view => view[index])], majority))];

    private static MarketOffer Agree(IReadOnlyList<MarketOffer> offers, Majority majority)
    {
        var heard = offers.Where(offer => offer is not MarketOffer.Unheard).ToList();
        if (heard.Count < majority.Needed)
            return new MarketOffer.LeftOut(offers[0].Market, $"Too few nodes can tell: {offers.OfType<MarketOffer.Unheard>().First().Why}");
        var supported = majority.Supported(heard.Select(Figure));
        return heard.Where(offer => Figure(offer) == supported)
            .OrderByDescending(offer => heard.Count(other => AreSame(offer, other)))
            .ThenByDescending(offer => (offer as MarketOffer.Quoted)?.Quote.AtMid).First();
    }

    private static BigInteger Figure(MarketOffer offer) => offer is MarketOffer.Quoted { Quote: var quote } ? quote.AmountOut : BigInteger.MinusOne;

    private static bool AreSame(MarketOffer one, MarketOffer other) => (one, other) switch
    {
        (MarketOffer.Quoted { Quote: var quote }, MarketOffer.Quoted { Quote: var seen }) => quote.RestsOnTheSameAs(seen),
        _ => one.GetType() == other.GetType(),
    };

    private static Func<MarketOffer> Offer(string market, Func<MarketReading> read) => () => read() switch
    {
        MarketReading.Quoted found => new MarketOffer.Quoted(market, found.Quote),
        MarketReading.Failed { Why: MarketFailure.Unavailable, Detail: var open } => new MarketOffer.Unheard(market, open),
        MarketReading.Failed failed => new MarketOffer.LeftOut(market, failed.Detail),
        var other => throw new InvalidOperationException($"{other} is no reading."),
    };

    /// <summary>A node that can tell of no market has not answered; one that can tell of some has told of these.</summary>
    private static IReadOnlyList<MarketOffer> Heard(IReadOnlyList<MarketOffer> offers) =>
        offers.Any(offer => offer is MarketOffer.Unheard) && offers.All(offer => offer is MarketOffer.Unheard or MarketOffer.LeftOut)
            ? throw new ChainUnavailableException(offers.OfType<MarketOffer.Unheard>().First().Why)
            : offers;
}
