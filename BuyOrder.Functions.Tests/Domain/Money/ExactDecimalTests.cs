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
    [InlineData("5E2", 500, 0)]
    [InlineData("0.00", 0, 2)]
    [InlineData("0.00e1", 0, 1)]
    [InlineData("1e0", 1, 0)]
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

    [Theory]
    [InlineData("1.2345678901234567890123456789012345670", "12345678901234567890123456789012345670", 37)]
    [InlineData("1.23456789012345678901234567890123456700", "12345678901234567890123456789012345670", 37)]
    [InlineData("12345678901234567890.12345678901234567800", "12345678901234567890123456789012345678", 18)]
    public void Zeros_at_the_end_are_left_out_only_when_there_is_no_room_for_them(string text, string significand, int scale)
    {
        Assert.True(ExactDecimal.TryParse(text, allowExponent: false, out var value));

        Assert.Equal(UInt128.Parse(significand, CultureInfo.InvariantCulture), value.Significand);
        Assert.Equal((scale, false), (value.Scale, value.IsHuge));
    }

    [Theory]
    [InlineData("123456789012345678901234567890123456789.5", false, 1)]
    [InlineData("123456789012345678901234567890123456789e2", false, 0)]
    [InlineData("1.23456789012345678901234567890123456789", false, 38)]
    [InlineData("-123456789012345678901234567890123456789", true, 0)]
    [InlineData("-1e38", true, 0)]
    public void Huge_numbers_keep_their_sign_and_their_decimals_but_no_digits(string text, bool isNegative, int scale)
    {
        Assert.True(ExactDecimal.TryParse(text, allowExponent: true, out var value));

        Assert.Equal((true, isNegative, scale), (value.IsHuge, value.IsNegative, value.Scale));
        Assert.Equal(UInt128.Zero, value.Significand);
        Assert.Equal("more than 38 digits", value.ToString());
        Assert.Equal(value, value.Trimmed());
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0.1", true)]
    [InlineData("0", false)]
    [InlineData("0.00", false)]
    [InlineData("-0", false)]
    [InlineData("-1", false)]
    [InlineData("-1e38", false)]
    [InlineData("1e38", true)]
    public void Number_is_positive_when_it_is_more_than_zero(string text, bool isPositive)
    {
        Assert.True(ExactDecimal.TryParse(text, allowExponent: true, out var value));

        Assert.Equal(isPositive, value.IsPositive);
    }

    [Theory]
    [InlineData("1.500", "1.5")]
    [InlineData("-1.500", "-1.5")]
    [InlineData("100", "100")]
    [InlineData("100.00", "100")]
    [InlineData("1.05", "1.05")]
    [InlineData("0.000", "0")]
    public void Trimmed_number_has_no_zeros_at_the_end_of_its_decimals(string text, string trimmed)
    {
        Assert.True(ExactDecimal.TryParse(text, allowExponent: false, out var value));

        Assert.Equal(trimmed, value.Trimmed().ToString());
    }

    [Theory]
    [InlineData("1e2")]
    [InlineData("1E2")]
    [InlineData("1.5e1")]
    [InlineData("1x2")]
    [InlineData("")]
    public void Exponent_is_refused_where_none_is_allowed(string text)
    {
        Assert.False(ExactDecimal.TryParse(text, allowExponent: false, out var value));

        Assert.Equal(default(ExactDecimal), value);
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
