using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Orders.Market;

namespace BuyOrder.Testing.Model;

/// <summary>Uniswap v3's router, quoter and one pool of the model chain, as far as the engine calls them: liquidity up to a tick, less behind it, and an amount where it ends.</summary>
internal static class ModelV3
{
    /// <summary>Millionths.</summary>
    public const int Fee = 500;

    public const long QuotedGas = 110_000;
    public const long SwapGas = 140_000;

    public static readonly Address Router = ModelContracts.Fixed(0x88);
    public static readonly Address Quoter = ModelContracts.Fixed(0x99);
    public static readonly Address Pool = ModelContracts.Fixed(0xAA);
    public static readonly BigInteger RouterWord = ModelContracts.Number(Router);

    private const int FeeWhole = 1_000_000;
    private const int TickSpacing = 10;

    /// <summary>Behind the tick lies this part of the liquidity before it.</summary>
    private const int BehindTick = 3;

    /// <summary>The price at which a swap ends that has found no more liquidity: the pools' own lowest, and one more.</summary>
    private static readonly BigInteger EndOfPrices = new(4_295_128_739 + 1);

    public static MarketPlace.UniswapV3 Place { get; } = new(Router, Quoter, [Fee]);

    /// <summary>What the pool gives; nothing where its liquidity ends before.</summary>
    public static BigInteger AmountOut(ModelV3Pool pool, BigInteger amountIn) => Swapped(pool, amountIn).AmountOut;

    public static bool CrossesTick(ModelV3Pool pool, BigInteger amountIn) => AfterFee(amountIn) > pool.ToTick;

    /// <summary>The square root of the price, with 96 bits after the point: tokens for stablecoin, which has the lower address.</summary>
    public static BigInteger RootPrice(ModelV3Pool pool) => pool.IsEmpty ? BigInteger.Zero : Root((pool.Token << 192) / pool.Stablecoin);

    /// <summary>The answer to a call that changes nothing, in hexadecimal; null when it is none of those.</summary>
    public static string? View(AbiSelector selector, ReadOnlySpan<byte> data, ModelState state)
    {
        if (selector == UniswapV3.GetPool.Selector)
            return "0x" + ModelContracts.WordOf(Pool);
        if (selector == UniswapV3.TickSpacing.Selector)
            return "0x" + ModelContracts.Word(TickSpacing);
        if (selector == UniswapV3.Fee.Selector)
            return "0x" + ModelContracts.Word(Fee);
        if (selector == UniswapV3.Slot0.Selector)
            return Words(RootPrice(state.V3), 0, 0, 1, 1, 0, 1);
        if (selector == UniswapV3.Liquidity.Selector)
            return Words(state.V3.IsEmpty ? 0 : Root(state.V3.Stablecoin * state.V3.Token));
        return selector == UniswapV3.Quote.Selector ? Quote(state.V3, UniswapV3.Quote.DecodeInput(data).Get<BigInteger>(1)) : null;
    }

    /// <summary>A swap as the router's multicall carries it; null for anything else.</summary>
    public static ModelV3Swap? Read(ReadOnlySpan<byte> data)
    {
        if (!UniswapV3.Multicall.Selector.Begins(data))
            return null;
        var call = UniswapV3.Multicall.DecodeInput(data);
        var swap = UniswapV3.Swap.DecodeInput(call.GetArray<byte[]>(1)[0]).Get<AbiValues>(0);
        return new ModelV3Swap(swap.Get<BigInteger>(2), swap.Get<BigInteger>(3), call.Get<BigInteger>(0));
    }

    /// <summary>The pool's arithmetic is held to the minimum, not the recipient's balance.</summary>
    public static ModelContracts.Effect Swap(int wallet, ReadOnlySpan<byte> data, ModelState state, long time)
    {
        if (Read(data) is not { } swap)
            return new ModelContracts.Effect(state, SwapGas / 2, Revert: ModelContracts.Reverted(""));
        var account = state.Accounts[wallet];
        var (after, amountOut) = Swapped(state.V3, swap.AmountIn);
        var reason = swap.Deadline < time ? ": Transaction too old"
            : state.IsFrozen || account.V3Allowance < swap.AmountIn || account.Stablecoin < swap.AmountIn ? ": STF"
            : amountOut < swap.MinimumOut || amountOut.IsZero ? ": Too little received"
            : null;
        if (reason is not null)
            return new ModelContracts.Effect(state, SwapGas / 2, Revert: ModelContracts.Reverted(reason));
        var swapped = state.With(wallet, account with { Stablecoin = account.Stablecoin - swap.AmountIn, V3Allowance = account.V3Allowance - swap.AmountIn }) with
        {
            V3 = after,
            Treasury = state.Treasury + amountOut,
        };
        return new ModelContracts.Effect(swapped, SwapGas, swap.AmountIn, amountOut);
    }

    private static (ModelV3Pool After, BigInteger AmountOut) Swapped(ModelV3Pool pool, BigInteger amountIn)
    {
        if (pool.IsEmpty || amountIn > pool.Most)
            return (pool, BigInteger.Zero);
        var left = AfterFee(amountIn);
        if (pool.ToTick is not { } toTick || left <= toTick)
            return Within(pool, left);
        var (atTick, before) = Within(pool, toTick);
        var (after, behind) = Within(
            atTick with { Stablecoin = atTick.Stablecoin / BehindTick, Token = atTick.Token / BehindTick, ToTick = null }, left - toTick);
        return (after, before + behind);
    }

    /// <summary>At one liquidity.</summary>
    private static (ModelV3Pool After, BigInteger AmountOut) Within(ModelV3Pool pool, BigInteger amountIn)
    {
        var amountOut = amountIn * pool.Token / (pool.Stablecoin + amountIn);
        return (pool with { Stablecoin = pool.Stablecoin + amountIn, Token = pool.Token - amountOut, ToTick = pool.ToTick - amountIn }, amountOut);
    }

    private static BigInteger AfterFee(BigInteger amountIn) => amountIn * (FeeWhole - Fee) / FeeWhole;

    /// <summary>Amount, the prices after each pool, the ticks crossed in each, and gas.</summary>
    private static string Quote(ModelV3Pool pool, BigInteger amountIn)
    {
        const int prices = 4 * 32;
        const int ticks = prices + (2 * 32);
        var (after, amountOut) = Swapped(pool, amountIn);
        return Words(amountOut, prices, ticks, QuotedGas, 1, amountOut.IsZero ? EndOfPrices : RootPrice(after), 1, 0);
    }

    private static string Words(params BigInteger[] words) => "0x" + string.Concat(words.Select(ModelContracts.Word));

    /// <summary>Rounded down (Newton's method, from above).</summary>
    private static BigInteger Root(BigInteger square)
    {
        if (square.IsZero)
            return square;
        var root = BigInteger.One << (int)((square.GetBitLength() / 2) + 1);
        while (true)
        {
            var next = (root + (square / root)) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }
}

/// <summary>What the v3 pool holds, as if its liquidity at this price were over all prices.</summary>
/// <param name="Stablecoin">Smallest unit.</param>
/// <param name="Token">Smallest unit.</param>
/// <param name="Most">Above this much stablecoin it has no more liquidity for a swap.</param>
/// <param name="Calm">How much stablecoin it holds when nothing has moved it; 0: there is no such market.</param>
internal sealed record ModelV3Pool(BigInteger Stablecoin, BigInteger Token, BigInteger Most, BigInteger Calm)
{
    private const int Price = 50;

    /// <summary>A pool that nothing has moved is this part of its stablecoin away from the next tick: a thousandth of the price.</summary>
    private const int PartToTick = 2_000;

    public static readonly ModelV3Pool None = new(0, 0, 0, 0);

    /// <summary>Stablecoin that a swap can pay in before the price is at the next tick, with less liquidity behind it; null: it is behind.</summary>
    public BigInteger? ToTick { get; init; }

    public bool IsEmpty => Stablecoin.IsZero || Token.IsZero;

    /// <summary>As nothing has moved it.</summary>
    public static ModelV3Pool Of(BigInteger calm) => new(calm, calm / Price, calm, calm) { ToTick = calm / PartToTick };
}

/// <summary>What a swap's calldata says.</summary>
internal sealed record ModelV3Swap(BigInteger AmountIn, BigInteger MinimumOut, BigInteger Deadline);
