using System.Numerics;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Functions.Chain;

/// <summary>The two questions to a token (EIP-20) that need no market.</summary>
internal static class Erc20
{
    private static readonly AbiFunction BalanceOfFunction = AbiFunction.Parse("balanceOf(address) returns (uint256)");
    private static readonly AbiFunction AllowanceFunction = AbiFunction.Parse("allowance(address,address) returns (uint256)");

    public static RpcRequest<byte[]> BalanceOf(Address token, Address owner) =>
        Eth.Call(new CallRequest { To = token, Data = BalanceOfFunction.Encode(owner) }, BlockTag.Latest);

    public static RpcRequest<byte[]> Allowance(Address token, Address owner, Address spender) =>
        Eth.Call(new CallRequest { To = token, Data = AllowanceFunction.Encode(owner, spender) }, BlockTag.Latest);

    /// <summary>The single uint256 of the answer to either question.</summary>
    public static BigInteger ReadAmount(RpcCall<byte[]> answered) => (BigInteger)BalanceOfFunction.DecodeOutput(answered.Result)[0];
}
