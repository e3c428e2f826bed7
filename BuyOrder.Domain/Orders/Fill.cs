using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Domain.Orders;

/// <summary>
/// How much dearer a purchase was than it could have been, in basis points rounded away from zero; below zero where it was cheaper. The pools' fee, the
/// order's own weight on the market, and what the market did until the swap was mined are all in it.
/// </summary>
/// <param name="AgainstQuoteMidBps">Than at the mid price of the reservation; null for an order from before that was kept.</param>
/// <param name="AgainstMidBps">Than at the mid price that the swap was signed on; null for a swap from before that was kept.</param>
/// <param name="AgainstReferenceBps">Than at the reference price of the reservation.</param>
/// <param name="AgainstTwapBps">Than at the average price of a pool at the reservation, the lowest where several counted; null where none did.</param>
public sealed record Fill(int? AgainstQuoteMidBps, int? AgainstMidBps, int AgainstReferenceBps, int? AgainstTwapBps = null)
{
    /// <summary>Null while an order has bought nothing.</summary>
    public static Fill? Of(Order order)
    {
        if (order.Purchase is not { TokensAcquired: { Sign: > 0 } tokens, SpentUnits: var spent })
            return null;
        var quote = order.Quote;
        return new Fill(
            quote.AtMid is { } atMid ? BasisPoints.Of((atMid * spent) - (tokens * order.SpendUnits), tokens * order.SpendUnits) : null,
            order.BoughtAtMid is { } mid ? BasisPoints.Of(mid - tokens, tokens) : null,
            Against(quote.ReferencePrice, order, tokens, spent),
            LowestTwap(order) is { } twap ? Against(twap, order, tokens, spent) : null);
    }

    /// <summary>The quote's own price leads from its tokens to those that the same money is worth at another.</summary>
    private static int Against(Price price, Order order, BigInteger tokens, BigInteger spent)
    {
        var atPrice = order.Quote.AmountOut * order.Quote.Price.Scaled * spent;
        var got = tokens * price.Scaled * order.SpendUnits;
        return BasisPoints.Of(atPrice - got, got);
    }

    private static Price? LowestTwap(Order order) => order.Prices?
        .Where(source => source is { Verdict: SourceVerdict.Counted, Kind: SourceKind.UniswapV2 or SourceKind.UniswapV3 })
        .MinBy(source => source.Price!.Value.Scaled)?.Price;
}

/// <summary>The fills of all completed orders whose mid price is known, as running sums: weighted by what was spent, and the worst of them.</summary>
/// <param name="Count">Of the orders.</param>
/// <param name="Spend">Of all of them.</param>
/// <param name="MidWeighted">Σ spend in cents × basis points against the mid price that the swap was signed on.</param>
/// <param name="MidWorstBps">The dearest there was; one that is undone later stays in it.</param>
/// <param name="ReferenceWeighted">The same against the reference price.</param>
/// <param name="ReferenceWorstBps">The dearest there was.</param>
public sealed record FillStatistics(
    long Count, Zar Spend, BigInteger MidWeighted, int MidWorstBps, BigInteger ReferenceWeighted, int ReferenceWorstBps)
{
    public static readonly FillStatistics None = new(0, Zar.Zero, BigInteger.Zero, 0, BigInteger.Zero, 0);

    /// <summary>Weighted by spend, rounded half-even; null while there is none.</summary>
    public int? MidAverageBps => Average(MidWeighted);

    /// <inheritdoc cref="MidAverageBps"/>
    public int? ReferenceAverageBps => Average(ReferenceWeighted);

    public FillStatistics With(Order completed) => Fill.Of(completed) is { AgainstMidBps: { } mid, AgainstReferenceBps: var reference }
        ? new FillStatistics(
            Count + 1,
            Spend + completed.Spend,
            MidWeighted + ((BigInteger)completed.Spend.Cents * mid),
            Count == 0 ? mid : Math.Max(MidWorstBps, mid),
            ReferenceWeighted + ((BigInteger)completed.Spend.Cents * reference),
            Count == 0 ? reference : Math.Max(ReferenceWorstBps, reference))
        : this;

    /// <summary>Without an order that was counted and is completed no longer.</summary>
    public FillStatistics Without(Order undone) => Fill.Of(undone) is { AgainstMidBps: { } mid, AgainstReferenceBps: var reference }
        ? this with
        {
            Count = Count - 1,
            Spend = Spend - undone.Spend,
            MidWeighted = MidWeighted - ((BigInteger)undone.Spend.Cents * mid),
            ReferenceWeighted = ReferenceWeighted - ((BigInteger)undone.Spend.Cents * reference),
        }
        : this;

    private int? Average(BigInteger weighted) => Spend.Cents > 0 ? (int)Rounding.HalfEven(weighted, Spend.Cents) : null;
}
