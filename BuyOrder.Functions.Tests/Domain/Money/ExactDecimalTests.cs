using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Money;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Money;

public sealed class ExactDecimalTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("10.000", 10000, 3)]
    [InlineData("1.5e1", 15, 0)]
    [InlineData("1.50E+1", 150, 1)]
    [InlineData("100e-2", 100, 2)]
    [InlineData("12e3", 12000, 0)]
    [InlineData("0e999", 0, 0)]
    [InlineData("5e-028", 5, 28)]
    public void Numbers_keep_their_value_and_their_decimals_as_written(string text, long significand, int scale)
    {
        Assert.True(ExactDecimal.TryParse(text, allowExponent: true, out var value));
        Assert.Equal((UInt128)significand, value.Significand);
        Assert.Equal(scale, value.Scale);
        Assert.False(value.IsHuge);
    }

    [Theory]
    [InlineData("1e1000")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e1.0")]
    [InlineData("1e--1")]
    [InlineData("--1")]
    [InlineData("0x10")]
    [InlineData("00")]
    [InlineData("1_000")]
    [InlineData("Infinity")]
    [InlineData("1.")]
    [InlineData("1.e5")]
    public void Numbers_are_refused_outside_the_grammar(string text) => Assert.False(ExactDecimal.TryParse(text, allowExponent: true, out _));

    [Theory]
    [InlineData("99999999999999999999999999999999999999", false)]
    [InlineData("100000000000000000000000000000000000000", true)]
    [InlineData("1e37", false)]
    [InlineData("1e38", true)]
    [InlineData("1e999", true)]
    public void Numbers_past_38_digits_are_known_to_be_huge(string text, bool huge)
    {
        Assert.True(ExactDecimal.TryParse(text, allowExponent: true, out var value));
        Assert.Equal(huge, value.IsHuge);
        Assert.True(value.IsPositive);
    }

    [Property]
    public bool Plain_text_comes_back_as_it_was(long whole, uint fraction, byte digits)
    {
        var decimals = digits % 10;
        var text = whole.ToString(CultureInfo.InvariantCulture);
        if (decimals > 0)
            text += "." + fraction.ToString("D10", CultureInfo.InvariantCulture)[^decimals..];

        return ExactDecimal.TryParse(text, allowExponent: false, out var value) && value.ToString() == text;
    }

    [Property]
    public bool An_exponent_moves_the_point_and_nothing_else(uint significand, sbyte exponent)
    {
        var bounded = exponent % 25;
        var text = string.Create(CultureInfo.InvariantCulture, $"{significand}e{bounded}");

        Assert.True(ExactDecimal.TryParse(text, allowExponent: true, out var value));

        var left = (BigInteger)value.Significand * BigInteger.Pow(10, Math.Max(-bounded, 0));
        var right = significand * BigInteger.Pow(10, Math.Max(bounded, 0)) * BigInteger.Pow(10, value.Scale);
        return left == right;
    }
}
