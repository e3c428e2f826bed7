using BuyOrder.Ethereum.Encoding;

namespace BuyOrder.Orders.Market;

/// <summary>What is used of the token standard (EIP-20).</summary>
internal static class Erc20
{
    public static readonly AbiFunction Approve = AbiFunction.Parse("approve(address spender, uint256 value) returns (bool)");
    public static readonly AbiFunction TransferTo = AbiFunction.Parse("transfer(address to, uint256 value) returns (bool)");
    public static readonly AbiFunction Allowance = AbiFunction.Parse("allowance(address owner, address spender) view returns (uint256)");
    public static readonly AbiFunction BalanceOf = AbiFunction.Parse("balanceOf(address owner) view returns (uint256)");
    public static readonly AbiFunction Decimals = AbiFunction.Parse("decimals() view returns (uint8)");
    public static readonly AbiEvent Transfer = AbiEvent.Parse("Transfer(address indexed from, address indexed to, uint256 value)");
}
