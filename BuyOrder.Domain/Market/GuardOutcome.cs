namespace BuyOrder.Domain.Market;

/// <summary>What the guards say to one purchase on one quote.</summary>
public enum GuardOutcome
{
    /// <summary>Never decided; not an answer.</summary>
    Unknown = 0,

    Accepted,

    /// <summary>A pool is empty, or the amount is too small to buy one unit.</summary>
    NoLiquidity,

    /// <summary>
    /// The quote is not what the pools' reserves give: they changed in between, or the pools are not what they are taken for.
    /// </summary>
    QuoteMismatch,

    /// <summary>The amount moves the price further than the limit (the pools' fee counts).</summary>
    PriceImpact,

    /// <summary>The quote's price is further from the reference price than the limit, in either direction.</summary>
    PriceRejected,

    /// <summary>The network asks more per gas than the cap.</summary>
    FeeTooHigh,
}
