using System.Globalization;
using System.Numerics;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Encoding;
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

    private static readonly Dictionary<AbiSelector, string> Constants = new()
    {
        [Erc20.Decimals.Selector] = "0x" + Word(18),
        [UniswapV2.Factory.Selector] = "0x" + WordOf(Factory),
        [UniswapV2.GetPair.Selector] = "0x" + WordOf(Pair),
        [UniswapV2.Token0.Selector] = "0x" + WordOf(Stablecoin),
        [UniswapV2.Token1.Selector] = "0x" + WordOf(Token),
    };

    public static MarketRoute Route { get; } = new(Token, Stablecoin, Router, Treasury, Hop: null);

    /// <summary>The answer to a call that changes nothing, in hexadecimal; null when it is none of those.</summary>
    public static string? View(ReadOnlySpan<byte> data, ModelState state)
    {
        if (!AbiSelector.TryRead(data, out var selector))
            return null;
        if (Constants.TryGetValue(selector, out var constant))
            return constant;
        if (selector == Erc20.BalanceOf.Selector)
            return "0x" + Word(state.Accounts[WalletIn(data)].Stablecoin);
        if (selector == Erc20.Allowance.Selector)
            return "0x" + Word(state.Accounts[WalletIn(data)].Allowance);
        if (selector == UniswapV2.GetReserves.Selector)
            return "0x" + Word(state.ReserveStablecoin) + Word(state.ReserveToken) + Word(0);
        if (selector != UniswapV2.GetAmountsOut.Selector || state.IsEmpty)
            return null;
        var amountIn = Argument(data, 0);
        return "0x" + Word(32) + Word(2) + Word(amountIn) + Word(state.AmountOut(amountIn));
    }

    /// <summary>Runs a transaction's call: the new state and what was bought, or the reason of a revert.</summary>
    public static (ModelState State, long Gas, BigInteger Spent, BigInteger Received, RpcError? Revert) Run(
        int wallet, Address? to, ReadOnlySpan<byte> data, ModelState state, long time)
    {
        if (to == Stablecoin && Erc20.Approve.Selector.Begins(data))
            return (state.With(wallet, state.Accounts[wallet] with { Allowance = Argument(data, 1) }), ApproveGas, 0, 0, null);
        if (to != Router)
            return (state, PlainGas, 0, 0, null);

        var (amountIn, account) = (Argument(data, 0), state.Accounts[wallet]);
        var amountOut = state.AmountOut(amountIn);
        var reason = !UniswapV2.SwapExactTokensForTokens.Selector.Begins(data) ? ""
            : Argument(data, 4) < time ? ": UniswapV2Router: EXPIRED"
            : state.IsEmpty ? ": UniswapV2Library: INSUFFICIENT_LIQUIDITY"
            : amountOut < Argument(data, 1) ? ": UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"
            : state.IsFrozen || account.Allowance < amountIn || account.Stablecoin < amountIn ? ": TransferHelper: TRANSFER_FROM_FAILED"
            : null;
        if (reason is not null)
            return (state, SwapGas / 2, 0, 0, new RpcError(RpcError.RevertCode, $"execution reverted{reason}"));
        var swapped = state.With(wallet, account with { Stablecoin = account.Stablecoin - amountIn, Allowance = account.Allowance - amountIn }) with
        {
            ReserveStablecoin = state.ReserveStablecoin + amountIn,
            ReserveToken = state.ReserveToken - amountOut,
            Treasury = state.Treasury + amountOut,
        };
        return (swapped, SwapGas, amountIn, amountOut, null);
    }

    public static string Word(BigInteger value) => value.ToString("x64", CultureInfo.InvariantCulture);

    public static string WordOf(Address address) => Word(new BigInteger(address.ToArray(), isUnsigned: true, isBigEndian: true));

    public static BigInteger Argument(ReadOnlySpan<byte> data, int index) =>
        new(data.Slice(4 + (32 * index), 32), isUnsigned: true, isBigEndian: true);

    private static int WalletIn(ReadOnlySpan<byte> data)
    {
        var address = new Address(data.Slice(4 + 12, Address.Size));
        return address == ModelKey.Versions[0].Address ? 0 : 1;
    }

    private static Address Fixed(byte fill) => new(Enumerable.Repeat(fill, Address.Size).ToArray());
}
