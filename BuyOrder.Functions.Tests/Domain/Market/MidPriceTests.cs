using BuyOrder.Domain.Market;

namespace BuyOrder.Functions.Tests.Domain.Market;

/// <summary>What a market asks before a trade moves it, and how much less a trade brings.</summary>
public sealed class MidPriceTests
{
    private static readonly MidPrice Mid = new(3, 2);

    [Fact]
    public void Pools_one_after_the_other_multiply_to_one_ratio()
    {
        Assert.Equal(new MidPrice(1, 1), MidPrice.Of([]));
        Assert.Equal(new MidPrice(10, 4), MidPrice.Of([new Pool(10, 4)]));
        Assert.Equal(new MidPrice(30, 20), MidPrice.Of([new Pool(10, 4), new Pool(3, 5)]));
    }

    [Fact]
    public void Ratio_is_reduced_to_its_smallest_numbers()
    {
        Assert.Equal(Mid, new MidPrice(30, 20).Reduced());
        Assert.Equal(Mid, Mid.Reduced());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    [InlineData(10, 6)]
    public void Amount_brings_at_it_what_is_left_after_rounding_down(int amountIn, int brings) => Assert.Equal(brings, Mid.For(amountIn));

    [Theory]
    [InlineData(3, 2, 0)]
    [InlineData(3, 1, 5_000)]
    [InlineData(3, 0, 10_000)]
    [InlineData(3, 3, -5_000)]
    [InlineData(30_000, 19_999, 1)] // half a basis point
    [InlineData(30_000, 19_997, 2)]
    public void Impact_is_how_much_less_comes_out_than_at_it_rounded_up(int amountIn, int amountOut, int bps) =>
        Assert.Equal(bps, Mid.ImpactBps(amountIn, amountOut));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Nothing_that_goes_in_has_no_impact(int amountIn) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(amountIn), () => Mid.ImpactBps(amountIn, 1));
}
