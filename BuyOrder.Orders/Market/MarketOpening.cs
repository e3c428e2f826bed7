namespace BuyOrder.Orders.Market;

/// <summary>What opening the market found.</summary>
/// <param name="Status">Only <see cref="MarketStatus.Ready"/> comes with terms.</param>
/// <param name="Terms">Null unless ready.</param>
/// <param name="Detail">One sentence; empty when ready.</param>
internal sealed record MarketOpening(MarketStatus Status, MarketTerms? Terms, string Detail)
{
    /// <summary>The same text for the same finding, however each node words the detail.</summary>
    public string Summary => Terms is { } terms
        ? $"{Status} {terms.Units.StablecoinDecimals} {terms.Units.TokenDecimals} {string.Join(' ', terms.Pools)}"
        : $"{Status}";

    public static MarketOpening Ready(MarketTerms terms) => new(MarketStatus.Ready, terms, "");

    public static MarketOpening Closed(MarketStatus status, string detail) => new(status, null, detail);
}
