using BuyOrder.Domain.Market;

namespace BuyOrder.Orders.Market;

/// <summary>What the market answered to one reading.</summary>
/// <param name="Status">Only <see cref="MarketStatus.Ready"/> comes with a quote.</param>
/// <param name="Quote">The quote and the pools it rests on, for sizing and price impact; null unless ready.</param>
/// <param name="Detail">One sentence; empty when ready.</param>
internal sealed record MarketReading(MarketStatus Status, Quote? Quote, string Detail)
{
    public static MarketReading Ready(Quote quote) => new(MarketStatus.Ready, quote, "");

    public static MarketReading Failed(MarketStatus status, string detail) => new(status, null, detail);
}
