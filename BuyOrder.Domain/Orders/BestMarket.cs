using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Domain.Orders;

/// <summary>
/// Chooses the market of a new order: of those that every guard lets pass, the one that takes more of the wanted spend; of equal spends the one that
/// brings more tokens after gas; of equal ones the one that the settings name first.
/// </summary>
/// <remarks>
/// A market whose price a guard refuses is left out while another passes. Else an attacker who pulls one pool away from the reference could stop
/// all buying by making it the best.
/// </remarks>
public static class BestMarket
{
    private const int NativeDecimals = 18;

    /// <param name="ask">With an offer of each market; the one that is looked at does not count.</param>
    public static BestMarketDecision Decide(PreTradeQuestion ask)
    {
        var judged = ask.Facts.Offers.Select(offer => Judge(ask, offer)).ToList();
        var chosen = judged.Where(each => each.Verdict is PreTradeVerdict.Passed)
            .OrderByDescending(each => each.Trade!.Spend.Cents).ThenByDescending(each => each.Net).FirstOrDefault()
            ?? judged.OrderByDescending(each => each.Trade?.Spend.Cents ?? -1).First();
        var choice = judged.Count < 2 ? null : new MarketChoice([.. judged.Select(each => each.Candidate)], FeePerGas(ask), ask.Facts.NativePrice);
        return new BestMarketDecision(chosen.Offer.Market, chosen.Asked, chosen.Verdict, choice);
    }

    /// <summary>Tokens less what the gas is worth in them, rounded up.</summary>
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

    /// <summary>What a transaction would pay now; at the cap where the cap does not pay for it.</summary>
    private static BigInteger FeePerGas(PreTradeQuestion ask) => PreTradeChecks.Offer(ask.Facts, ask.Parameters) is { } offer
        ? BigInteger.Min(offer.MaxFeePerGasWei, ask.Facts.BaseFeeWei + offer.MaxPriorityFeePerGasWei)
        : ask.Parameters.MaxFeePerGasWei;

    private sealed record Judged(
        MarketOffer Offer, PreTradeQuestion Asked, PreTradeVerdict Verdict, Trade? Trade, BigInteger Net, MarketCandidate Candidate);
}

/// <summary>The market that was chosen, or the one that was nearest to it.</summary>
/// <param name="Market">Its stable word.</param>
/// <param name="Asked">The question, looking at it.</param>
/// <param name="Verdict">What the guards say to it.</param>
/// <param name="Choice">What there was to choose between; null where there is one market only.</param>
public sealed record BestMarketDecision(string Market, PreTradeQuestion Asked, PreTradeVerdict Verdict, MarketChoice? Choice);
