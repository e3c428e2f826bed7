using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Domain.Checks;

/// <summary>
/// Chooses the market of a new order among those that every guard lets pass: the one that takes the most of the wanted spend, then the one that
/// brings the most tokens after gas, then the first of the settings.
/// </summary>
/// <remarks>
/// A market whose price a guard refuses is left out while another passes. Otherwise an attacker could stop all buying: pull one pool away from
/// the reference, and it brings the most.
/// </remarks>
public static class BestMarket
{
    private const int NativeDecimals = 18;

    /// <param name="ask">With an offer of each market; which of them it looks at makes no difference.</param>
    /// <param name="tried">By market, what the purchase as a whole showed where it was tried.</param>
    public static BestMarketDecision Decide(PreTradeQuestion ask, IReadOnlyDictionary<string, PreTradeTrials> tried)
    {
        var judged = ask.Facts.Offers.Select(offer => Judge(ask with { Trials = tried.GetValueOrDefault(offer.Market) }, offer)).ToList();
        var chosen = judged.Where(each => each.Verdict is PreTradeVerdict.Passed)
            .OrderByDescending(each => each.Trade!.Spend.Cents).ThenByDescending(each => each.Net).FirstOrDefault()
            ?? judged.OrderByDescending(each => each.Trade?.Spend.Cents ?? -1).First();
        var choice = judged.Count < 2 ? null : new MarketChoice([.. judged.Select(each => each.Candidate)], FeePerGas(ask), ask.Facts.NativePrice);
        return new BestMarketDecision(chosen.Offer.Market, chosen.Asked, chosen.Verdict, choice);
    }

    /// <summary>Tokens that are left after gas, whose price in tokens is rounded up.</summary>
    /// <param name="amountOut">Tokens, smallest unit.</param>
    /// <param name="gasWei">What the swap's gas costs.</param>
    /// <param name="native">ZAR for one native coin; null: gas does not count.</param>
    /// <param name="reference">ZAR for one token.</param>
    /// <param name="units">Of the token.</param>
    public static BigInteger Net(BigInteger amountOut, BigInteger gasWei, Price? native, Price reference, TokenUnits units) => native is not { } price
        ? amountOut
        : amountOut - Rounding.AwayFromZero(
            gasWei * price.Scaled * BigInteger.Pow(10, units.TokenDecimals), reference.Scaled * BigInteger.Pow(10, NativeDecimals));

    private static Judged Judge(PreTradeQuestion ask, MarketOffer offer)
    {
        var asked = ask with { Facts = ask.Facts.At(offer) };
        var verdict = PreTradeChecks.Check(asked);
        var trade = verdict switch
        {
            PreTradeVerdict.Passed passed => passed.Trade,
            PreTradeVerdict.Refused refused => refused.Trade,
            _ => null,
        };
        var net = trade is null || asked.Reference is not PriceDecision.Agreed { Price: var reference }
            ? BigInteger.Zero
            : Net(trade.Quote.AmountOut, trade.Quote.Gas * FeePerGas(ask), ask.Facts.NativePrice, reference, ask.Units);
        MarketCandidate candidate = verdict switch
        {
            PreTradeVerdict.Refused { Refusal: var refusal } => new MarketCandidate.LeftOut(offer.Market, refusal.Reason, refusal.Detail),
            _ => new MarketCandidate.Offered(offer.Market, trade!.Spend, trade.Quote.AmountOut, trade.Quote.AtMid, trade.Quote.Gas, net),
        };
        return new Judged(offer, asked, verdict, trade, net, candidate);
    }

    /// <summary>What a transaction would pay now, per gas; the cap where the network asks for more.</summary>
    private static BigInteger FeePerGas(PreTradeQuestion ask) => PreTradeChecks.Offer(ask.Facts, ask.Parameters) is { } offer
        ? BigInteger.Min(offer.MaxFeePerGasWei, ask.Facts.BaseFeeWei + offer.MaxPriorityFeePerGasWei)
        : ask.Parameters.MaxFeePerGasWei;

    private sealed record Judged(
        MarketOffer Offer, PreTradeQuestion Asked, PreTradeVerdict Verdict, Trade? Trade, BigInteger Net, MarketCandidate Candidate);
}

/// <summary>The market that was chosen or, where none passes, the one that came farthest.</summary>
/// <param name="Market">Its stable word.</param>
/// <param name="Asked">The question, looking at this market.</param>
/// <param name="Verdict">What the guards say to it.</param>
/// <param name="Choice">All that was offered; null with a single market.</param>
public sealed record BestMarketDecision(string Market, PreTradeQuestion Asked, PreTradeVerdict Verdict, MarketChoice? Choice);
