namespace BuyOrder.Ethereum.Rpc;

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
