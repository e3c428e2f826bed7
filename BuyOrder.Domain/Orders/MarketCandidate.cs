using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Orders;

/// <summary>What became of one market when an order's was chosen.</summary>
/// <param name="Market">Its stable word.</param>
public abstract record MarketCandidate(string Market)
{
    /// <summary>The guards let it pass.</summary>
    /// <param name="Market">Its stable word.</param>
    /// <param name="Spend">What it takes of the wanted spend.</param>
    /// <param name="AmountOut">Tokens, smallest unit.</param>
    /// <param name="AtMid">What the spend would bring at its mid price.</param>
    /// <param name="Gas">Of the swap, roughly.</param>
    /// <param name="Net">Tokens less what the gas is worth; all of them while the native coin's price is not known.</param>
    public sealed record Offered(string Market, Zar Spend, BigInteger AmountOut, BigInteger AtMid, long Gas, BigInteger Net) : MarketCandidate(Market);

    /// <summary>It has no quote, or a guard refuses the one it has.</summary>
    public sealed record LeftOut(string Market, ReasonCode Reason, string Detail) : MarketCandidate(Market);
}

/// <summary>Between which markets an order's was chosen, with all that decided.</summary>
/// <param name="Candidates">In the order of the settings; two or more.</param>
/// <param name="FeePerGasWei">That gas was valued at.</param>
/// <param name="NativePrice">ZAR for one native coin that gas was valued at; null: it was not known, and gas did not count.</param>
public sealed record MarketChoice(IReadOnlyList<MarketCandidate> Candidates, BigInteger FeePerGasWei, Price? NativePrice);
