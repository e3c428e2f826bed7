using System.Numerics;
using BuyOrder.Domain.Market;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Market;

[Properties(Arbitrary = [typeof(PoolArbitraries)])]
public sealed class ConstantProductTests
{
    private static readonly BigInteger Ether = BigInteger.Pow(10, 18);
    private static readonly Pool[] One = [new(100_000, 2_000)];
    private static readonly Pool[] Two = [new(1_000_000, 500_000), new(400_000, 2_000)];

    // From UniswapV2Router01.spec.ts (getAmountOut, swapExactTokensForTokens).
    [Theory]
    [InlineData(2, 100, 100, 1)]
    [InlineData(1, 100, 100, 0)]
    public void Quote_is_rounded_down_as_the_library_rounds(int amountIn, int reserveIn, int reserveOut, int expected) =>
        Assert.Equal(expected, ConstantProduct.AmountOut(amountIn, [new Pool(reserveIn, reserveOut)]));

    [Fact]
    public void Quote_equals_the_published_swap_example() =>
        Assert.Equal(
            BigInteger.Parse("1662497915624478906", System.Globalization.CultureInfo.InvariantCulture),
            ConstantProduct.AmountOut(Ether, [new Pool(5 * Ether, 10 * Ether)]));

    [Fact]
    public void Impact_counts_the_fee_and_rounds_up()
    {
        var deep = new Pool(BigInteger.Pow(10, 30), BigInteger.Pow(10, 30));
        var even = new Pool(1_000 * Ether, 1_000 * Ether);

        Assert.Equal(31, Impact(Ether, [deep]));
        Assert.Equal(60, Impact(1_000_000, [new Pool(Ether, 1_000 * Ether), new Pool(Ether, 1_000 * Ether)]));
        Assert.Equal(129, Impact(10 * Ether, [even]));
        Assert.Equal(30, ConstantProduct.FeeBps(1));
        Assert.Equal(60, ConstantProduct.FeeBps(2));
    }

    [Property]
    public bool Quote_never_lets_the_product_of_reserves_fall(PoolArbitraries.Market market, ulong amount)
    {
        var pool = market.Pools[0];
        var amountIn = amount + BigInteger.One;

        var amountOut = ConstantProduct.AmountOut(amountIn, [pool]);

        return amountOut < pool.ReserveOut
            && (pool.ReserveIn + amountIn) * (pool.ReserveOut - amountOut) >= pool.ReserveIn * pool.ReserveOut;
    }

    [Property]
    public bool Quote_over_two_pools_is_one_after_the_other(PoolArbitraries.Market first, PoolArbitraries.Market second, ulong amount)
    {
        var amountIn = amount + BigInteger.One;
        var between = ConstantProduct.AmountOut(amountIn, [first.Pools[0]]);

        var through = ConstantProduct.AmountOut(amountIn, [first.Pools[0], second.Pools[0]]);

        return through == (between.IsZero ? 0 : ConstantProduct.AmountOut(between, [second.Pools[0]]));
    }

    [Property]
    public bool Minimum_is_the_floor_of_the_quote_after_slippage(ulong amountOut, ushort slippage)
    {
        var bps = slippage % 10_001;

        var minimum = new ReservesQuote(1, amountOut, []).MinimumOut(bps);

        var exact = amountOut * (BigInteger)(10_000 - bps);
        return minimum <= amountOut && minimum * 10_000 <= exact && (minimum + 1) * 10_000 > exact;
    }

    [Fact]
    public void Quote_refuses_what_the_library_refuses()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ConstantProduct.AmountOut(0, [new Pool(1, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConstantProduct.AmountOut(1, [new Pool(0, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConstantProduct.AmountOut(1, [new Pool(1, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConstantProduct.AmountOut(1, []));
        Assert.Throws<ArgumentOutOfRangeException>("pools", () => ConstantProduct.AmountOut(1, [new Pool(1, 1), new Pool(1, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>("pools", () => ConstantProduct.AmountOut(1, [new Pool(0, 1), new Pool(1, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>("pools", () => ConstantProduct.ImpactBps(1, 0, []));
        Assert.Throws<ArgumentOutOfRangeException>("pools", () => ConstantProduct.ImpactBps(1, 0, [new Pool(1, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReservesQuote(1, 1, []).MinimumOut(10_001));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReservesQuote(1, 1, []).MinimumOut(-1));
    }

    /// <summary>For one pool of 100 000 the largest x is ((9 970 / (10 000 − limit)) − 1) / 0.997 of it.</summary>
    [Theory]
    [InlineData(29, 0)]
    [InlineData(30, 0)]
    [InlineData(31, 10)]
    [InlineData(100, 709)]
    public void Amount_above_the_ceiling_is_over_the_limit_in_one_pool(int limitBps, int ceiling) =>
        Assert.Equal(ceiling, ConstantProduct.ImpactCeiling(One, limitBps));

    [Theory]
    [InlineData(60, 4)]
    [InlineData(61, 48)]
    [InlineData(100, 1_808)]
    [InlineData(5_000, 441_175)]
    public void Amount_above_the_ceiling_is_over_the_limit_in_two_pools(int limitBps, int ceiling) =>
        Assert.Equal(ceiling, ConstantProduct.ImpactCeiling(Two, limitBps));

    private static int Impact(BigInteger amountIn, IReadOnlyList<Pool> pools) =>
        ConstantProduct.ImpactBps(amountIn, ConstantProduct.AmountOut(amountIn, pools), pools);
}
