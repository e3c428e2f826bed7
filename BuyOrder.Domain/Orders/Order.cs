using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Domain.Orders;

/// <summary>
/// The promise to turn one spend into tokens; its id is <c>s-…</c> of a slot or <c>m-…</c> of an idempotency key. What was decided at its reservation never changes; the rest tells how far it has come.
/// </summary>
public sealed record Order : Job
{
    public required OrderTrigger Trigger { get; init; }

    /// <summary>Free text of a manual run; null otherwise. Part of what the idempotency key is bound to.</summary>
    public string? Note { get; init; }

    /// <summary>The business day under which its spend counts, whenever it ends; null for an order from before this was kept.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The revenue this order uses up.</summary>
    public required Zar RevenueBase { get; init; }

    /// <summary>The allocation before cap and sizing.</summary>
    public required Zar Allocation { get; init; }

    public required Zar Spend { get; init; }

    /// <summary>The spend in the stablecoin's smallest unit.</summary>
    public required BigInteger SpendUnits { get; init; }

    public required int RateBps { get; init; }

    public required int ParametersVersion { get; init; }

    /// <summary>Hash of that version's document; null for an order from before it was kept.</summary>
    public string? ParametersHash { get; init; }

    /// <summary>Hash over the whole ledger at the reservation, lower-case hex.</summary>
    public required string LedgerRoot { get; init; }

    /// <summary>Total revenue at the reservation.</summary>
    public required Zar RevenueTotal { get; init; }

    /// <summary>How many entries of each shard the order has seen, in shard order.</summary>
    public required IReadOnlyList<long> CutOff { get; init; }

    /// <summary>Revenue by source and currency at the reservation; null for an order from before this was kept.</summary>
    public RevenueTotals? Revenue { get; init; }

    public required OrderQuote Quote { get; init; }

    /// <summary>What the price sources said when it was reserved; null where the parameters' own price, without an age, was all there was.</summary>
    public IReadOnlyList<JudgedSource>? Prices { get; init; }

    /// <summary>Address that receives the tokens.</summary>
    public required Address Recipient { get; init; }

    public Purchase? Purchase { get; init; }

    /// <summary>
    /// Tokens that what was spent would have brought at the mid price that its swap was signed on, smallest unit; null while nothing was bought, and
    /// where it is not known.
    /// </summary>
    public BigInteger? BoughtAtMid { get; init; }

    /// <summary>How often its purchase was taken off the chain after it had completed; 0 but for a disaster.</summary>
    public int TimesUndone { get; init; }

    /// <summary>How an operator ended it when it was unknown; null for every other order.</summary>
    public Resolution? Resolution { get; init; }

    public override AttemptKind Deed => AttemptKind.Swap;

    public override string Title => $"Order {Id}";
}

public enum OrderTrigger
{
    Unset = 0,
    Schedule,
    Manual,
}

/// <summary>What the market offered for the spend when the order was reserved.</summary>
/// <param name="Market">Name of the market: <c>uniswap-v2</c>.</param>
/// <param name="AmountOut">Tokens, smallest unit.</param>
/// <param name="Price">ZAR per token of this quote.</param>
/// <param name="ReferencePrice">ZAR per token that the price sources agreed on.</param>
/// <param name="ImpactBps">How far the spend moves the market.</param>
/// <param name="DeviationBps">Distance of the price from the reference, positive = dearer.</param>
/// <param name="Block">Height the quote was read at.</param>
public sealed record OrderQuote(
    string Market, BigInteger AmountOut, Price Price, Price ReferencePrice, int ImpactBps, int DeviationBps, long Block)
{
    /// <summary>The only market that there was in the beginning.</summary>
    public const string FirstMarket = "uniswap-v2";

    /// <summary>Tokens that the spend would have brought at the market's mid price, smallest unit; null for an order from before it was kept.</summary>
    public BigInteger? AtMid { get; init; }

    /// <summary>ZAR per token at the market's mid price, rounded half-even to 10⁻¹⁸ Rand; null where it is not known.</summary>
    public Price? MidPrice => AtMid is { Sign: > 0 } atMid ? new Price(Rounding.HalfEven(Price.Scaled * AmountOut, atMid)) : null;

    /// <summary>Between which markets it was chosen; null where there was one only.</summary>
    public MarketChoice? Choice { get; init; }
}

/// <summary>Why a pending order does not move on just now. It goes on by itself when the reason is gone.</summary>
/// <param name="Reason">Stable word.</param>
/// <param name="Detail">One sentence with figures.</param>
/// <param name="Since">Since when it is on hold for this kind of reason.</param>
/// <param name="Looks">How many looks in a row, each at a higher block than the one before, showed this very reason.</param>
/// <param name="Head">The block height of the last of these looks; 0 when it was not the chain that was looked at.</param>
public sealed record Hold(ReasonCode Reason, string Detail, DateTimeOffset Since, int Looks = 1, long Head = 0)
{
    /// <summary>The call whose trial failed; null when it did not come so far.</summary>
    public TriedCall? Tried { get; init; }
}
