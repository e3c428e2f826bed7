namespace BuyOrder.Ethereum.Rpc;

/// <summary>What one node made of a broadcast.</summary>
public enum BroadcastOutcome
{
    /// <summary>No answer, or one that is not known: the transaction must be treated as sent.</summary>
    Unknown = 0,

    /// <summary>The node took it.</summary>
    Accepted,

    /// <summary>The node has it, in its pool or in a block.</summary>
    AlreadyKnown,

    /// <summary>Its nonce is used: by this very transaction or by another. Only receipts tell.</summary>
    NonceTooLow,

    /// <summary>The node did not take it for its fees: too low for its pool, or not enough above one that it would replace.</summary>
    Underpriced,

    /// <summary>The node surely did not take it, for the reason in <see cref="BroadcastAnswer.Refusal"/>.</summary>
    Refused,
}
