using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Chain;

/// <summary>Why a contract refused, in words: errors that tokens and the probe are known to raise are read by name (EIP-6093 and OpenZeppelin's).</summary>
internal static class TokenErrors
{
    private static readonly AbiError[] Known =
    [
        AbiError.Parse("ApproveReturnedFalse()"),
        AbiError.Parse("Paused()"),
        AbiError.Parse("EnforcedPause()"),
        AbiError.Parse("Blacklisted(address account)"),
        AbiError.Parse("ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)"),
        AbiError.Parse("ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)"),
        AbiError.Parse("ERC20InvalidReceiver(address receiver)"),
        AbiError.Parse("ERC20InvalidSpender(address spender)"),
        AbiError.Parse("SafeERC20FailedOperation(address token)"),
    ];

    /// <summary>The contract's reason where the node passes it on, else the node's own words.</summary>
    public static string Describe(RpcError error) =>
        error.RevertData is { Length: > 0 } && error.Reason(Known)?.Text is { Length: > 0 } reason ? reason : error.Message;
}
