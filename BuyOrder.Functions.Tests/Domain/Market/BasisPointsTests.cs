using System.Numerics;
using BuyOrder.Domain.Market;

namespace BuyOrder.Functions.Tests.Domain.Market;

/// <summary>Parts of a whole in hundredths of a percent, and how they are written.</summary>
public sealed class BasisPointsTests
{
    [Theory]
    [InlineData(0, 5, 0)]
    [InlineData(5, 5, 10_000)]
    [InlineData(2, 1, 20_000)]
    [InlineData(1, 3, 3_334)]
    [InlineData(-1, 3, -3_334)]
    [InlineData(1, 10_000, 1)]
    [InlineData(1, 10_001, 1)]
    [InlineData(10_001, 100_000_000, 2)]
    public void Part_of_a_whole_is_rounded_away_from_zero(int part, int whole, int bps) => Assert.Equal(bps, BasisPoints.Of(part, whole));

    [Fact]
    public void Part_beyond_any_limit_is_cut_to_what_an_int_holds()
    {
        var huge = BigInteger.Pow(10, 20);

        Assert.Equal(2_147_480_000, BasisPoints.Of(214_748, 1));
        Assert.Equal(int.MaxValue, BasisPoints.Of(214_749, 1));
        Assert.Equal((int.MaxValue, int.MinValue), (BasisPoints.Of(huge, 1), BasisPoints.Of(-huge, 1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Whole_must_be_above_zero(int whole) => Assert.Throws<ArgumentOutOfRangeException>(nameof(whole), () => BasisPoints.Of(1, whole));

    [Theory]
    [InlineData(0, "0.00 %")]
    [InlineData(5, "0.05 %")]
    [InlineData(99, "0.99 %")]
    [InlineData(100, "1.00 %")]
    [InlineData(2_240, "22.40 %")]
    [InlineData(-31, "0.31 %")]
    [InlineData(10_000, "100.00 %")]
    [InlineData(int.MinValue, "21474836.48 %")]
    public void Basis_points_are_written_as_a_percentage_without_a_sign(int bps, string text) => Assert.Equal(text, BasisPoints.Format(bps));
}
