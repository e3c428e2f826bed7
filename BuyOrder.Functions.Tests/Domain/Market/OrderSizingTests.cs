using System.Diagnostics;
using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Market;

[Properties(Arbitrary = [typeof(PoolArbitraries)])]
public sealed class OrderSizingTests
{
    private static readonly TokenUnits Eighteen = new(18, 18);

    [Property(MaxTest = 500)]
    public bool Size_fits_and_one_cent_more_does_not(PoolArbitraries.Market market)
    {
        var wanted = new Zar(market.WantedCents);

        var size = OrderSizing.Largest(wanted, market.Pools, market.Units, market.LimitBps);

        return size <= wanted
            && (size == Zar.Zero || Fits(size, market))
            && (size == wanted || !Fits(size + new Zar(1), market));
    }

    [Property(MaxTest = 300)]
    public bool Size_is_the_largest_that_fits_among_all(PoolArbitraries.Market market)
    {
        // Small enough to try every amount: the rounding to units makes teeth here.
        var small = market with
        {
            WantedCents = market.WantedCents % 400 + 1,
            Units = new TokenUnits(2, 0),
            Pools = [.. market.Pools.Select(pool => new Pool(pool.ReserveIn % 5_000 + 1, pool.ReserveOut % 5_000 + 1))],
        };

        var size = OrderSizing.Largest(new Zar(small.WantedCents), small.Pools, small.Units, small.LimitBps);

        var best = Enumerable.Range(1, (int)small.WantedCents).LastOrDefault(cents => Fits(new Zar(cents), small));
        return size.Cents == best;
    }

    [Fact]
    public void Size_is_what_was_wanted_when_it_fits() =>
        Assert.Equal(new Zar(1_000_000), OrderSizing.Largest(new Zar(1_000_000), LocalPool(1_000_000_000, 20_000_000), Eighteen, 100));

    [Fact]
    public void Size_shrinks_to_the_cent_in_a_thin_pool()
    {
        // 1 % with the fee in it leaves 0.7 % of the 100 000 ZAR in the pool: (9 970 / 9 900 − 1) / 0.997 of it.
        var size = OrderSizing.Largest(new Zar(1_000_000), LocalPool(100_000, 2_000), Eighteen, 100);

        Assert.Equal(new Zar(70_919), size);
    }

    [Fact]
    public void Size_is_zero_when_the_limit_is_not_above_the_fee()
    {
        Assert.Equal(Zar.Zero, OrderSizing.Largest(new Zar(1_000_000), LocalPool(1_000_000_000, 20_000_000), Eighteen, 30));
        Assert.Equal(Zar.Zero, OrderSizing.Largest(new Zar(1_000_000), LocalPool(1_000_000_000, 20_000_000), Eighteen, 0));
        Assert.NotEqual(Zar.Zero, OrderSizing.Largest(new Zar(1_000_000), LocalPool(1_000_000_000, 20_000_000), Eighteen, 31));
    }

    [Fact]
    public void Size_is_zero_when_nothing_is_wanted()
    {
        Assert.Equal(Zar.Zero, OrderSizing.Largest(Zar.Zero, LocalPool(100, 2), Eighteen, 100));
        Assert.Equal(Zar.Zero, OrderSizing.Largest(new Zar(-5), LocalPool(100, 2), Eighteen, 100));
        Assert.Equal(Zar.Zero, OrderSizing.Largest(new Zar(-5), LocalPool(100, 2), Eighteen, 10_000));
    }

    [Fact]
    public void Size_is_what_was_wanted_when_any_impact_is_allowed() =>
        Assert.Equal(new Zar(long.MaxValue), OrderSizing.Largest(new Zar(long.MaxValue), LocalPool(100, 2), Eighteen, 10_000));

    [Theory]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void Limit_that_is_no_part_of_the_whole_is_refused(int limitBps) =>
        Assert.Throws<ArgumentOutOfRangeException>("impactLimitBps", () => OrderSizing.Largest(new Zar(1), LocalPool(100, 2), Eighteen, limitBps));

    [Fact]
    public void Size_needs_pools_that_hold_something()
    {
        Assert.Throws<ArgumentOutOfRangeException>("pools", () => OrderSizing.Largest(new Zar(1), [], Eighteen, 100));
        Assert.Throws<ArgumentOutOfRangeException>("pools", () => OrderSizing.Largest(Zar.Zero, LocalPool(100, 0), Eighteen, 100));
    }

    [Fact]
    public void Size_is_found_quickly_where_the_walk_is_longest()
    {
        // Whole tokens only, two pools, and a limit 0.09 bps above their fee.
        Pool[] pools = [new(BigInteger.Pow(10, 30), BigInteger.Pow(10, 24)), new(BigInteger.Pow(10, 24), 2_000_000_000_000)];
        var clock = Stopwatch.StartNew();

        var size = OrderSizing.Largest(new Zar(long.MaxValue), pools, new TokenUnits(2, 0), 60);

        Assert.True(size > Zar.Zero);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}");
    }

    private static bool Fits(Zar spend, PoolArbitraries.Market market)
    {
        var amountIn = market.Units.ToStablecoin(spend);
        return ConstantProduct.ImpactBps(amountIn, ConstantProduct.AmountOut(amountIn, market.Pools), market.Pools) <= market.LimitBps;
    }

    private static Pool[] LocalPool(long rand, long tokens) => [new(rand * BigInteger.Pow(10, 18), tokens * BigInteger.Pow(10, 18))];
}
