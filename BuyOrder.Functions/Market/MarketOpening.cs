namespace BuyOrder.Functions.Market;

/// <summary>What opening the market found.</summary>
/// <param name="Status">Only <see cref="MarketStatus.Ready"/> comes with terms.</param>
/// <param name="Terms">Null unless ready.</param>
/// <param name="Detail">One sentence; empty when ready.</param>
internal sealed record MarketOpening(MarketStatus Status, MarketTerms? Terms, string Detail)
{
    public static MarketOpening Ready(MarketTerms terms) => new(MarketStatus.Ready, terms, "");

    public static MarketOpening Closed(MarketStatus status, string detail) => new(status, null, detail);
}
