using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Testing.Model;

/// <summary>The contracts of the market as far as the engine calls them: two ERC-20s, a Uniswap v2 router, factory and pair; of v3 see <see cref="ModelV3"/>.</summary>
internal static class ModelContracts
{
    public const long ApproveGas = 46_000;
    public const long SwapGas = 120_000;
    public const long TransferGas = 52_000;
    public const long PlainGas = 21_000;

    public static readonly Address Stablecoin = Fixed(0x11);
    public static readonly Address Token = Fixed(0x22);
    public static readonly Address Router = Fixed(0x33);
    public static readonly Address Factory = Fixed(0x44);
    public static readonly Address Pair = Fixed(0x55);
    public static readonly Address Treasury = Fixed(0x66);

    /// <summary>What the orders of a time before these bought at.</summary>
    public static readonly Address OldRouter = Fixed(0x77);
    public static readonly BigInteger OldRouterWord = Number(OldRouter);
    /// <summary>What versions before the probe bought with: the pool's arithmetic is held to the minimum, not the balance.</summary>
    public static readonly AbiFunction OldSwap = AbiFunction.Parse(
        "swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline) returns (uint256[] amounts)");

    private static readonly BigInteger TreasuryWord = Number(Treasury);

    private static readonly Dictionary<AbiSelector, string> Constants = new()
    {
        [Erc20.Decimals.Selector] = "0x" + Word(18),
        [UniswapV2.Factory.Selector] = "0x" + WordOf(Factory),
        [UniswapV2.GetPair.Selector] = "0x" + WordOf(Pair),
        [UniswapV2.Token0.Selector] = "0x" + WordOf(Stablecoin),
        [UniswapV2.Token1.Selector] = "0x" + WordOf(Token),
    };

    public static MarketRoute Route { get; } = new(Token, Stablecoin, Treasury, Hop: null, [new MarketPlace.UniswapV2(Router)]);

    /// <summary>The answer to a call that changes nothing, in hexadecimal; null when it is none of those.</summary>
    public static string? View(ReadOnlySpan<byte> data, ModelState state)
    {
        if (!AbiSelector.TryRead(data, out var selector))
            return null;
        if (Constants.TryGetValue(selector, out var constant))
            return constant;
        if (selector == Erc20.BalanceOf.Selector)
            return "0x" + Word(Argument(data, 0) == TreasuryWord ? state.Treasury : state.Accounts[WalletIn(data)].Stablecoin);
        if (selector == Erc20.Allowance.Selector)
            return "0x" + Word(state.Accounts[WalletIn(data)].AllowanceOf(Argument(data, 1)));
        if (!state.V3.Calm.IsZero && ModelV3.View(selector, data, state) is { } ofV3)
            return ofV3;
        if (selector == UniswapV2.GetReserves.Selector)
            return "0x" + Word(state.ReserveStablecoin) + Word(state.ReserveToken) + Word(0);
        if (selector != UniswapV2.GetAmountsOut.Selector || state.IsEmpty)
            return null;
        var amountIn = Argument(data, 0);
        return "0x" + Word(32) + Word(2) + Word(amountIn) + Word(state.AmountOut(amountIn));
    }

    /// <summary>What a transaction's call does.</summary>
    /// <param name="State">After it.</param>
    /// <param name="Gas">That it takes.</param>
    /// <param name="Spent">Stablecoin that a purchase took out of the wallet.</param>
    /// <param name="Received">Tokens that it brought, by its events.</param>
    /// <param name="Fee">Of these, what the token took back by an event of its own.</param>
    /// <param name="Revert">Why it reverts; null when it does not.</param>
    internal sealed record Effect(
        ModelState State, long Gas, BigInteger Spent = default, BigInteger Received = default, BigInteger Fee = default, RpcError? Revert = null)
    {
        /// <summary>Stablecoin that was simply sent to another address.</summary>
        public BigInteger Sent { get; init; }
    }

    public static Effect Run(int wallet, Address? to, ReadOnlySpan<byte> data, ModelState state, long time)
    {
        if (to == Stablecoin && Erc20.Approve.Selector.Begins(data))
            return Approve(wallet, Argument(data, 0), Argument(data, 1), state);
        if (to == Stablecoin && Erc20.TransferTo.Selector.Begins(data))
            return Transfer(wallet, Argument(data, 0), Argument(data, 1), state);
        return to == Router ? Swap(wallet, data, state, time)
            : to == ModelV3.Router ? ModelV3.Swap(wallet, data, state, time) : new Effect(state, PlainGas);
    }

    /// <summary>As the probe's contract does it in place of the wallet's code: what the treasury would get, or why it reverts.</summary>
    public static (BigInteger Arrived, RpcError? Revert) Probe(int wallet, ReadOnlySpan<byte> data, ModelState state, long time)
    {
        const int swapLength = 7;
        var (spender, spend) = (Argument(data, 1), Argument(data, 2));
        if (state.Accounts[wallet].AllowanceOf(spender) is var allowed && allowed != spend)
        {
            var cleared = allowed.IsZero ? new Effect(state, 0) : Approve(wallet, spender, 0, state);
            state = Approve(wallet, spender, spend, cleared.State).State;
        }

        var swap = data.Slice(4 + (32 * (swapLength + 1)), (int)Argument(data, swapLength));
        var done = spender == ModelV3.RouterWord ? ModelV3.Swap(wallet, swap, state, time) : Swap(wallet, swap, state, time);
        return (done.State.Treasury - state.Treasury, done.Revert);
    }

    private static Effect Approve(int wallet, BigInteger spender, BigInteger value, ModelState state)
    {
        var account = state.Accounts[wallet];
        if (state.NeedsZeroFirst && !value.IsZero && !account.AllowanceOf(spender).IsZero)
            return new Effect(state, ApproveGas, Revert: Reverted(": approve from non-zero to non-zero allowance"));
        return new Effect(state.IgnoresApprovals ? state : state.With(wallet, account.Allowing(spender, value)), ApproveGas);
    }

    private static Effect Transfer(int wallet, BigInteger receiver, BigInteger amount, ModelState state)
    {
        var account = state.Accounts[wallet];
        if (state.IsFrozen || account.Stablecoin < amount)
            return new Effect(state, TransferGas / 2, Revert: Reverted(state.IsFrozen ? ": frozen" : ": ERC20: transfer amount exceeds balance"));
        var sent = state.With(wallet, account with { Stablecoin = account.Stablecoin - amount });
        return new Effect(receiver == TreasuryWord ? sent with { Swept = sent.Swept + amount } : sent, TransferGas) { Sent = amount };
    }

    private static Effect Swap(int wallet, ReadOnlySpan<byte> data, ModelState state, long time)
    {
        var (amountIn, account) = (Argument(data, 0), state.Accounts[wallet]);
        var amountOut = state.AmountOut(amountIn);
        var fee = amountOut * state.FeeBps / 10_000;
        var arrived = (amountOut - fee) * (10_000 - state.ShortBps) / 10_000;
        var isOld = OldSwap.Selector.Begins(data);
        var reason = !isOld && !UniswapV2.Swap.Selector.Begins(data) ? ""
            : Argument(data, 4) < time ? ": UniswapV2Router: EXPIRED"
            : state.IsEmpty ? ": UniswapV2Library: INSUFFICIENT_LIQUIDITY"
            : state.IsFrozen || account.Allowance < amountIn || account.Stablecoin < amountIn ? ": TransferHelper: TRANSFER_FROM_FAILED"
            : (isOld ? amountOut : arrived) < Argument(data, 1) ? ": UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"
            : null;
        if (reason is not null)
            return new Effect(state, SwapGas / 2, Revert: Reverted(reason));
        var swapped = state.With(wallet, account with { Stablecoin = account.Stablecoin - amountIn, Allowance = account.Allowance - amountIn }) with
        {
            ReserveStablecoin = state.ReserveStablecoin + amountIn,
            ReserveToken = state.ReserveToken - amountOut,
            Treasury = state.Treasury + arrived,
        };
        return new Effect(swapped, SwapGas, amountIn, amountOut, fee);
    }

    public static RpcError Reverted(string reason) => new(RpcError.RevertCode, $"execution reverted{reason}");

    public static string Word(BigInteger value) => value.ToString("x64", CultureInfo.InvariantCulture);

    public static string WordOf(Address address) => Word(Number(address));

    public static BigInteger Argument(ReadOnlySpan<byte> data, int index) =>
        new(data.Slice(4 + (32 * index), 32), isUnsigned: true, isBigEndian: true);

    private static int WalletIn(ReadOnlySpan<byte> data)
    {
        var address = new Address(data.Slice(4 + 12, Address.Size));
        return address == ModelKey.Versions[0].Address ? 0 : 1;
    }

    public static BigInteger Number(Address address) => new(address.ToArray(), isUnsigned: true, isBigEndian: true);

    public static Address Fixed(byte fill) => new(Enumerable.Repeat(fill, Address.Size).ToArray());
}
