using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>
/// Tells from a node's answer what became of a broadcast. Nodes agree on no error codes, so their words decide; words that are not
/// in the table are <see cref="BroadcastOutcome.Unknown"/>, never a refusal.
/// </summary>
public static class Broadcast
{
    /// <param name="call">A call of <see cref="Eth.SendRawTransaction"/>, after its batch was sent or failed.</param>
    public static BroadcastAnswer Classify(RpcCall<Hash256> call) => call.State switch
    {
        RpcCallState.Answered => new BroadcastAnswer(BroadcastOutcome.Accepted),
        RpcCallState.Refused => Classify(call.Error!),
        _ => new BroadcastAnswer(BroadcastOutcome.Unknown, Detail: call.Unavailability?.Message),
    };

    public static BroadcastAnswer Classify(Exception exception) => exception is RpcException refused
        ? Classify(refused.Error)
        : new BroadcastAnswer(BroadcastOutcome.Unknown, Detail: exception.Message);

    public static BroadcastAnswer Classify(RpcError error) =>
        BroadcastErrors.Find(error.Message) is { } known
            ? known with { Detail = error.Message }
            : new BroadcastAnswer(BroadcastOutcome.Unknown, Detail: error.Message);
}

/// <summary>What one node made of a broadcast. The default is <see cref="BroadcastOutcome.Unknown"/>.</summary>
/// <param name="Outcome">The class of the answer.</param>
/// <param name="Refusal">The reason of a <see cref="BroadcastOutcome.Refused"/>, else none.</param>
/// <param name="Detail">The node's words, or why there are none; null when it accepted.</param>
public readonly record struct BroadcastAnswer(
    BroadcastOutcome Outcome, BroadcastRefusal Refusal = BroadcastRefusal.None, string? Detail = null);

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

/// <summary>Why a node surely did not take a transaction.</summary>
public enum BroadcastRefusal
{
    None = 0,
    BadSignature,
    WrongChain,

    /// <summary>The bytes can't be read, or their fields contradict each other.</summary>
    Malformed,

    /// <summary>The chain does not know the transaction's type.</summary>
    TypeNotSupported,

    /// <summary>The gas limit does not even pay for the transaction's bytes.</summary>
    IntrinsicGas,

    /// <summary>The gas limit is above the block's or the protocol's.</summary>
    GasLimitTooHigh,

    InsufficientFunds,

    /// <summary>The fee is below the base fee of the block.</summary>
    FeeBelowBase,

    /// <summary>The cost is above a limit that the node's operator set.</summary>
    FeeAboveNodeLimit,

    /// <summary>The nonce is too far ahead of the account's.</summary>
    NonceTooHigh,

    /// <summary>The sending account has code (EIP-3607).</summary>
    SenderIsContract,
}
