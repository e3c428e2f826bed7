namespace BuyOrder.Ethereum.Rpc;

/// <summary>Why a node gave no usable answer.</summary>
public enum NodeFault
{
    /// <summary>Nobody knows.</summary>
    Unknown = 0,

    /// <summary>The connection could not be made or broke.</summary>
    Connection,

    Timeout,

    /// <summary>An HTTP status other than success.</summary>
    HttpStatus,

    /// <summary>The answer is larger than the options allow.</summary>
    TooLarge,

    /// <summary>The answer is no JSON, no JSON-RPC, or not of the method's form.</summary>
    Malformed,

    /// <summary>The node answered other calls of the batch, but not this one.</summary>
    Missing,

    /// <summary>The node refused the batch as a whole.</summary>
    BatchRefused,

    /// <summary>The caller gave up waiting.</summary>
    Cancelled,

    /// <summary>The endpoint names another address, which is not asked: it was not configured.</summary>
    Redirected,
}
