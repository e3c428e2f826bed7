namespace BuyOrder.Domain;

/// <summary>
/// A stable word that says why: the outcome of a run, why an order is held, or why it failed. Stored, shown in the API, searched in logs.
/// The set is open: a reader must accept words it does not know. The default value is not a valid reason.
/// </summary>
public readonly record struct ReasonCode(string Value)
{
    public static readonly ReasonCode Ordered = new("ordered");
    public static readonly ReasonCode BelowMinimum = new("below_minimum");
    public static readonly ReasonCode AlreadyActive = new("already_active");
    public static readonly ReasonCode PriceRejected = new("price_rejected");
    public static readonly ReasonCode PriceImpact = new("price_impact");
    public static readonly ReasonCode Paused = new("paused");
    public static readonly ReasonCode InsufficientFunds = new("insufficient_funds");
    public static readonly ReasonCode ChainUnavailable = new("chain_unavailable");
    public static readonly ReasonCode ChainMismatch = new("chain_mismatch");
    public static readonly ReasonCode MarketUnavailable = new("market_unavailable");
    public static readonly ReasonCode FeeTooHigh = new("fee_too_high");
    public static readonly ReasonCode ForeignNonce = new("foreign_nonce");
    public static readonly ReasonCode LedgerFault = new("ledger_fault");
    public static readonly ReasonCode SignerUnavailable = new("signer_unavailable");
    public static readonly ReasonCode SigningRefused = new("signing_refused");
    public static readonly ReasonCode SimulationFailed = new("simulation_failed");

    /// <summary>Too few nodes can run a purchase as a whole before it is paid for, so that nothing tells what would arrive.</summary>
    public static readonly ReasonCode SimulationUnsupported = new("simulation_unsupported");

    public static readonly ReasonCode AllowanceMismatch = new("allowance_mismatch");
    public static readonly ReasonCode Reverted = new("reverted");
    public static readonly ReasonCode Cancelled = new("cancelled");
    public static readonly ReasonCode NonceTakenElsewhere = new("nonce_taken_elsewhere");
    public static readonly ReasonCode PurchaseMismatch = new("purchase_mismatch");
    public static readonly ReasonCode RefusedByNodes = new("refused_by_nodes");

    /// <summary>A completed order's purchase is not on the chain any more.</summary>
    public static readonly ReasonCode PurchaseUndone = new("purchase_undone");

    /// <summary>The chain has purchases that the order store does not know: the store was restored from an old copy.</summary>
    public static readonly ReasonCode StoreOutdated = new("store_outdated");

    /// <summary>The code of a contract on the way is not what it was: an operator must accept it.</summary>
    public static readonly ReasonCode ContractChanged = new("contract_changed");

    /// <summary>The host's clock and the chain's lie too far apart.</summary>
    public static readonly ReasonCode ClockSkew = new("clock_skew");

    /// <summary>Revenue beyond a limit that no operator has confirmed.</summary>
    public static readonly ReasonCode ImplausibleRevenue = new("implausible_revenue");

    /// <summary>What a limit by day, month or time leaves is too little, or nothing, for an order.</summary>
    public static readonly ReasonCode LimitReached = new("limit_reached");

    /// <summary>A wallet task's transaction is final and moved another amount than it names.</summary>
    public static readonly ReasonCode TransferMismatch = new("transfer_mismatch");

    /// <summary>The wallet before this one still has something that must be finished, taken back or swept.</summary>
    public static readonly ReasonCode RotationIncomplete = new("rotation_incomplete");

    /// <summary>Too few price sources can be used just now. It only holds an order: waiting is all there is to do.</summary>
    public static readonly ReasonCode PriceUnavailable = new("price_unavailable");

    /// <summary>The price sources contradict each other.</summary>
    public static readonly ReasonCode PriceDisagrees = new("price_disagrees");

    /// <summary>A rollup's sequencer is down, or up again for too short a time for what the chain says of prices. It only holds an order.</summary>
    public static readonly ReasonCode SequencerDown = new("sequencer_down");

    /// <summary>The stablecoin is not worth the Rand that it is taken for.</summary>
    public static readonly ReasonCode Depegged = new("depegged");

    public static readonly ReasonCode Missed = new("missed");

    /// <summary>
    /// A guard's judgement about the purchase itself. An order that cannot be prepared for long because of one fails;
    /// an outage or a pause never ends an order.
    /// </summary>
    public bool IsRefusal =>
        this == PriceRejected || this == PriceImpact || this == MarketUnavailable || this == InsufficientFunds || this == FeeTooHigh
        || this == SimulationFailed || this == AllowanceMismatch || this == SigningRefused || this == ContractChanged
        || this == PriceDisagrees || this == Depegged;

    public override string ToString() => Value ?? "unknown";
}
