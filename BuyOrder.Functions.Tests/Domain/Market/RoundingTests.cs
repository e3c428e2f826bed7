using BuyOrder.Domain.Market;

namespace BuyOrder.Functions.Tests.Domain.Market;

/// <summary>Divisions of whole numbers, each rounded as its name says.</summary>
public sealed class RoundingTests
{
    [Theory]
    [InlineData(0, 5, 0)]
    [InlineData(6, 2, 3)]
    [InlineData(-6, 2, -3)]
    [InlineData(7, 2, 4)]
    [InlineData(-7, 2, -4)]
    [InlineData(1, 10, 1)]
    [InlineData(-1, 10, -1)]
    public void What_is_left_over_counts_as_one_more_away_from_zero(int numerator, int denominator, int rounded) =>
        Assert.Equal(rounded, Rounding.AwayFromZero(numerator, denominator));

    [Theory]
    [InlineData(0, 3, 0)]
    [InlineData(6, 3, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(3, 2, 2)]
    [InlineData(5, 2, 2)]
    [InlineData(7, 2, 4)]
    [InlineData(-1, 2, 0)]
    [InlineData(-3, 2, -2)]
    [InlineData(-5, 2, -2)]
    [InlineData(-7, 2, -4)]
    public void Half_goes_to_the_even_neighbour(int numerator, int denominator, int rounded) =>
        Assert.Equal(rounded, Rounding.HalfEven(numerator, denominator));

    [Theory]
    [InlineData(5, 4, 1)]
    [InlineData(7, 4, 2)]
    [InlineData(9, 4, 2)]
    [InlineData(11, 4, 3)]
    [InlineData(-5, 4, -1)]
    [InlineData(-7, 4, -2)]
    [InlineData(-9, 4, -2)]
    [InlineData(-11, 4, -3)]
    public void Anything_but_half_goes_to_the_nearest(int numerator, int denominator, int rounded) =>
        Assert.Equal(rounded, Rounding.HalfEven(numerator, denominator));
}
