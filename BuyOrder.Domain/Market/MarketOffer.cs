namespace BuyOrder.Domain.Market;

/// <summary>What one of the markets says to a spend.</summary>
/// <param name="Market">Its stable word: <c>uniswap-v2</c>.</param>
public abstract record MarketOffer(string Market)
{
    /// <summary>It would sell.</summary>
    public sealed record Quoted(string Market, Quote Quote) : MarketOffer(Market);

    /// <summary>It would not, or there is nothing to be had there.</summary>
    /// <param name="Market">Its stable word.</param>
    /// <param name="Why">One sentence.</param>
    public sealed record LeftOut(string Market, string Why) : MarketOffer(Market);

    /// <summary>A node left the question open. Nothing follows from it; nodes together never say this.</summary>
    /// <param name="Market">Its stable word.</param>
    /// <param name="Why">One sentence.</param>
    public sealed record Unheard(string Market, string Why) : MarketOffer(Market);
}
