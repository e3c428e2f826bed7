using BuyOrder.Ethereum.Encoding;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>An error that a node answered with.</summary>
/// <param name="Code">JSON-RPC's or the node's own (EIP-1474).</param>
/// <param name="Message">The node's words.</param>
/// <param name="RevertData">What the contract gave as its reason, when a call or an estimate reverted and the node passes it on.</param>
public sealed record RpcError(long Code, string Message, ReadOnlyMemory<byte>? RevertData = null)
{
    /// <summary>Geth's code for a call that reverted.</summary>
    public const int RevertCode = 3;

    private const int InternalError = -32603;
    private const int ResourceNotFound = -32001;
    private const int ResourceUnavailable = -32002;
    private const int LimitExceeded = -32005;
    private const int TooManyRequests = 429;

    /// <summary>A contract refused the call: asking another node would give the same.</summary>
    public bool IsRevert =>
        Code == RevertCode || RevertData is not null || Message.StartsWith("execution reverted", StringComparison.OrdinalIgnoreCase);

    /// <summary>The node could not serve the request for reasons of its own: another may.</summary>
    public bool IsNodeTrouble =>
        !IsRevert && Code is InternalError or ResourceNotFound or ResourceUnavailable or LimitExceeded or TooManyRequests;

    /// <summary>The decoded reason of a revert.</summary>
    /// <param name="known">Custom errors that the called contracts may raise.</param>
    /// <returns>Null when the error is no revert.</returns>
    public RevertReason? Reason(params ReadOnlySpan<AbiError> known) =>
        IsRevert ? RevertReason.Decode(RevertData ?? ReadOnlyMemory<byte>.Empty, known) : null;
}
