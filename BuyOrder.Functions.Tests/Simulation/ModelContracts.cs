using System.Globalization;
using System.Numerics;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Market;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>The contracts of the market as far as the engine calls them: two ERC-20s, a Uniswap v2 router, factory and pair.</summary>
internal static class ModelContracts
{
    public const long ApproveGas = 46_000;
    public const long SwapGas = 120_000;
    public const long PlainGas = 21_000;

    public static readonly Address Stablecoin = Fixed(0x11);
    public static readonly Address Token = Fixed(0x22);
    public static readonly Address Router = Fixed(0x33);
    public static readonly Address Factory = Fixed(0x44);
    public static readonly Address Pair = Fixed(0x55);
    public static readonly Address Treasury = Fixed(0x66);

    public static MarketRoute Route { get; } = new(Token, Stablecoin, Router, Treasury, Hop: null);

    /// <summary>The answer to a call that changes nothing.</summary>
    public static string? View(Address to, ReadOnlySpan<byte> data, ModelState state)
    {
        if (Erc20.Decimals.Selector.Begins(data))
            return Words(18);
        if (Erc20.BalanceOf.Selector.Begins(data))
            return Words(state.Stablecoin);
        if (Erc20.Allowance.Selector.Begins(data))
            return Words(state.Allowance);
        if (UniswapV2.Factory.Selector.Begins(data))
            return Words(Number(Factory));
        if (UniswapV2.GetPair.Selector.Begins(data))
            return Words(Number(Pair));
        if (UniswapV2.Token0.Selector.Begins(data))
            return Words(Number(Stablecoin));
        if (UniswapV2.Token1.Selector.Begins(data))
            return Words(Number(Token));
        if (UniswapV2.GetReserves.Selector.Begins(data))
            return Words(state.ReserveStablecoin, state.ReserveToken, 0);
        if (!UniswapV2.GetAmountsOut.Selector.Begins(data))
            return null;
        var amountIn = UniswapV2.GetAmountsOut.DecodeInput(data).Get<BigInteger>(0);
        return Words(32, 2, amountIn, state.AmountOut(amountIn));
    }

    /// <summary>Runs a transaction's call: the new state and what was bought, or the reason of a revert.</summary>
    public static (ModelState State, long Gas, BigInteger Spent, BigInteger Received, RpcError? Revert) Run(
        Address? to, ReadOnlySpan<byte> data, ModelState state, long time)
    {
        if (to == Stablecoin && Erc20.Approve.Selector.Begins(data))
            return (state with { Allowance = Erc20.Approve.DecodeInput(data).Get<BigInteger>(1) }, ApproveGas, 0, 0, null);
        if (to != Router)
            return (state, PlainGas, 0, 0, null);

        var call = UniswapV2.SwapExactTokensForTokens.DecodeInput(data);
        var amountIn = call.Get<BigInteger>(0);
        var amountOut = state.AmountOut(amountIn);
        var reason = call.Get<BigInteger>(4) < time ? "UniswapV2Router: EXPIRED"
            : amountOut < call.Get<BigInteger>(1) ? "UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"
            : state.Allowance < amountIn || state.Stablecoin < amountIn ? "TransferHelper: TRANSFER_FROM_FAILED"
            : null;
        if (reason is not null)
            return (state, SwapGas / 2, 0, 0, new RpcError(RpcError.RevertCode, $"execution reverted: {reason}"));
        var swapped = state with
        {
            Stablecoin = state.Stablecoin - amountIn,
            Allowance = state.Allowance - amountIn,
            ReserveStablecoin = state.ReserveStablecoin + amountIn,
            ReserveToken = state.ReserveToken - amountOut,
            Treasury = state.Treasury + amountOut,
        };
        return (swapped, SwapGas, amountIn, amountOut, null);
    }

    public static string Words(params ReadOnlySpan<BigInteger> values)
    {
        var text = "0x";
        foreach (var value in values)
            text += Word(value);
        return text;
    }

    public static BigInteger Number(Address address) => new(address.ToArray(), isUnsigned: true, isBigEndian: true);

    private static string Word(BigInteger value)
    {
        var text = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return text.PadLeft(64, '0');
    }

    private static Address Fixed(byte fill) => new(Enumerable.Repeat(fill, Address.Size).ToArray());
}
