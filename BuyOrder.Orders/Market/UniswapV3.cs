using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;

namespace BuyOrder.Orders.Market;

/// <summary>What is used of Uniswap v3's contracts (https://docs.uniswap.org/contracts/v3/reference/overview).</summary>
internal static class UniswapV3
{
    /// <summary>Of router and quoter.</summary>
    public static readonly AbiFunction Factory = UniswapV2.Factory;

    public static readonly AbiFunction GetPool =
        AbiFunction.Parse("getPool(address tokenA, address tokenB, uint24 fee) view returns (address)");

    /// <summary>0 for a fee tier that the factory does not have.</summary>
    public static readonly AbiFunction TickSpacing = AbiFunction.Parse("feeAmountTickSpacing(uint24 fee) view returns (int24)");

    /// <summary>The pool's token with the lower address.</summary>
    public static readonly AbiFunction Token0 = UniswapV2.Token0;

    public static readonly AbiFunction Token1 = UniswapV2.Token1;

    public static readonly AbiFunction Fee = AbiFunction.Parse("fee() view returns (uint24)");

    /// <summary>The price begins it: the square root of token1 for token0, times 2⁹⁶.</summary>
    public static readonly AbiFunction Slot0 = AbiFunction.Parse(
        "slot0() view returns (uint160 sqrtPriceX96, int24 tick, uint16 observationIndex, uint16 observationCardinality, "
        + "uint16 observationCardinalityNext, uint8 feeProtocol, bool unlocked)");

    /// <summary>Of the price as it is now.</summary>
    public static readonly AbiFunction Liquidity = AbiFunction.Parse("liquidity() view returns (uint128)");

    /// <summary>Runs the swap and takes it back, so it is no view; called without a transaction it changes nothing.</summary>
    public static readonly AbiFunction Quote = AbiFunction.Parse(
        "quoteExactInput(bytes path, uint256 amountIn) returns (uint256 amountOut, uint160[] sqrtPriceX96AfterList, "
        + "uint32[] initializedTicksCrossedList, uint256 gasEstimate)");

    /// <summary>Holds all of its calls to a deadline, which <see cref="Swap"/> has none of.</summary>
    public static readonly AbiFunction Multicall = AbiFunction.Parse("multicall(uint256 deadline, bytes[] data) returns (bytes[] results)");

    public static readonly AbiFunction Swap = AbiFunction.Parse(
        "exactInput((bytes path, address recipient, uint256 amountIn, uint256 amountOutMinimum) params) returns (uint256 amountOut)");

    private const int FeeBits = 8;

    /// <summary>Tokens with the fee of the pool between each two, as the contracts read it: 20 bytes, 3 bytes, 20 bytes, …</summary>
    public static byte[] Path(IReadOnlyList<Address> tokens, IReadOnlyList<int> fees)
    {
        var path = new List<byte>(tokens[0].ToArray());
        foreach (var (token, fee) in tokens.Skip(1).Zip(fees))
            path.AddRange([(byte)(fee >> (2 * FeeBits)), (byte)(fee >> FeeBits), (byte)fee, .. token.ToArray()]);
        return [.. path];
    }
}
