namespace BuyOrder.Orders.Market;

/// <summary>How a question to the market ended.</summary>
internal enum MarketStatus
{
    /// <summary>Never asked; not an answer.</summary>
    Unknown = 0,

    /// <summary>Answered in full.</summary>
    Ready,

    /// <summary>There is no pool for one of the pairs on the way.</summary>
    NoPool,

    /// <summary>A pool on the way is empty.</summary>
    NoLiquidity,

    /// <summary>The router refused the quote; the detail has its reason.</summary>
    Reverted,

    /// <summary>A contract does not answer as what it is configured to be.</summary>
    WrongContract,

    /// <summary>A token has decimals in which no amount could be exact. That never changes.</summary>
    UnsupportedDecimals,

    /// <summary>The node left a question open. Nothing follows from it.</summary>
    Unavailable,
}
