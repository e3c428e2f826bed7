using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What the market offered; prices in ZAR for one token.</summary>
internal sealed record QuoteResponse(
    string Market, string AmountOut, string AmountOutRaw, string Price, string ReferencePrice, int ImpactBps, int DeviationBps, long Block)
{
    public static QuoteResponse Of(OrderQuote quote, int tokenDecimals) => new(
        quote.Market,
        TokenText.Whole(quote.AmountOut, tokenDecimals),
        TokenText.Raw(quote.AmountOut),
        quote.Price.ToString(),
        quote.ReferencePrice.ToString(),
        quote.ImpactBps,
        quote.DeviationBps,
        quote.Block);
}
