using BuyOrder.Ethereum.Encoding;

namespace BuyOrder.Orders.Market;

/// <summary>What is used of Uniswap v2's contracts (https://docs.uniswap.org/contracts/v2/reference/smart-contracts/router-02).</summary>
internal static class UniswapV2
{
    public static readonly AbiFunction Factory = AbiFunction.Parse("factory() view returns (address)");

    public static readonly AbiFunction GetPair = AbiFunction.Parse("getPair(address tokenA, address tokenB) view returns (address)");

    /// <summary>The pair's token with the lower address, whose reserve comes first.</summary>
    public static readonly AbiFunction Token0 = AbiFunction.Parse("token0() view returns (address)");

    public static readonly AbiFunction Token1 = AbiFunction.Parse("token1() view returns (address)");

    public static readonly AbiFunction GetReserves =
        AbiFunction.Parse("getReserves() view returns (uint112 reserve0, uint112 reserve1, uint32 blockTimestampLast)");

    public static readonly AbiFunction GetAmountsOut =
        AbiFunction.Parse("getAmountsOut(uint256 amountIn, address[] path) view returns (uint256[] amounts)");

    /// <summary>
    /// The one swap whose minimum is held against what the recipient's balance really grew by; the other believes the pools' arithmetic.
    /// </summary>
    public static readonly AbiFunction Swap = AbiFunction.Parse(
        "swapExactTokensForTokensSupportingFeeOnTransferTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)");
}
