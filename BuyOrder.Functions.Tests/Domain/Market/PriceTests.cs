using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Market;

/// <summary>What a price is read from, shown as and made of.</summary>
public sealed class PriceTests
{
    [Theory]
    [InlineData("50.00", "50000000000000000000")]
    [InlineData("50", "50000000000000000000")]
    [InlineData("0.000000000000000001", "1")]
    [InlineData("007.5", "7500000000000000000")]
    [InlineData("999999999999.999999999999999999", "999999999999999999999999999999")]
    public void Price_reads_digits_exactly(string text, string scaled) =>
        Assert.Equal(BigInteger.Parse(scaled, CultureInfo.InvariantCulture), Price.Parse(text).Scaled);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("1e3")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1.2.3")]
    [InlineData("٥")]
    [InlineData("1000000000000")]
    [InlineData("1.0000000000000000001")]
    public void Price_refuses_everything_else(string? text)
    {
        Assert.False(Price.TryParse(text, out _));
        if (text is not null)
            Assert.Throws<FormatException>(() => Price.Parse(text));
    }

    [Theory]
    [InlineData("50", "50.000000", "50.00")]
    [InlineData("61.2", "61.200000", "61.20")]
    [InlineData("50.1504512", "50.150451", "50.150451")]
    [InlineData("1.0000005", "1.000000", "1.00")]
    [InlineData("1.0000015", "1.000002", "1.000002")]
    [InlineData("1.00000150000000001", "1.000002", "1.000002")]
    [InlineData("0.0000004999", "0.000000", "0.00")]
    public void Price_is_shown_with_six_decimals_rounded_half_even(string text, string six, string shortest)
    {
        var price = Price.Parse(text);

        Assert.Equal(six, price.ToString());
        Assert.Equal(shortest, price.ToShortString());
    }

    [Theory]
    [InlineData("50", "50.00")]
    [InlineData("1.5", "1.50")]
    [InlineData("50.150451", "50.150451")]
    [InlineData("0.000000000000000001", "0.000000000000000001")]
    [InlineData("999999999999.999999999999999990", "999999999999.99999999999999999")]
    public void Price_is_written_exactly_without_the_zeros_after_the_second_decimal(string text, string exact)
    {
        Assert.Equal(exact, Price.Parse(text).ToExactString());
        Assert.Equal(Price.Parse(text), Price.Parse(exact));
    }

    [Fact]
    public void Price_below_zero_has_a_minus_unless_it_is_shown_as_zero()
    {
        var negative = new Price(Price.One * -3 / 2);
        var least = new Price(-1);

        Assert.Equal(("-1.500000", "-1.50", "-1.50"), (negative.ToString(), negative.ToShortString(), negative.ToExactString()));
        Assert.Equal(("0.000000", "0.00", "-0.000000000000000001"), (least.ToString(), least.ToShortString(), least.ToExactString()));
    }

    [Fact]
    public void Price_over_a_hop_is_the_product_rounded_half_even()
    {
        var half = Price.Parse("0.5");

        Assert.Equal(Price.Parse("0.925"), Price.Parse("18.5").Times(Price.Parse("0.05")));
        Assert.Equal([0, 1, 2, 2, 2], Enumerable.Range(1, 5).Select(scaled => (int)new Price(scaled).Times(half).Scaled));
    }

    [Theory]
    [InlineData("4", "0.25")]
    [InlineData("0.05", "20")]
    [InlineData("3", "0.333333333333333333")]
    [InlineData("1.5", "0.666666666666666667")]
    public void Price_the_other_way_round_is_one_divided_by_it(string price, string inverse) =>
        Assert.Equal(Price.Parse(inverse), Price.Parse(price).Inverse());

    [Fact]
    public void Price_the_other_way_round_is_zero_when_it_is_too_small_to_write()
    {
        Assert.Equal(new Price(0), new Price(Price.One * Price.One * 2).Inverse());
        Assert.Equal(new Price(1), new Price((Price.One * Price.One * 2) - 1).Inverse());
    }

    [Fact]
    public void Price_average_divides_rand_by_whole_tokens()
    {
        var tokens = BigInteger.Parse("199396010", CultureInfo.InvariantCulture) * BigInteger.Pow(10, 12);

        Assert.Equal("50.151455", Price.Average(new Zar(1_000_000), tokens, 18)!.Value.ToString());
        Assert.Equal("50.000000", Price.Average(new Zar(1_000_000), 200, 0)!.Value.ToString());
        Assert.Equal(Price.Parse("0.01"), Price.Average(new Zar(1), 1, 0));
        Assert.Null(Price.Average(new Zar(1_000_000), 0, 18));
        Assert.Null(Price.Average(new Zar(1_000_000), -1, 18));
    }

    [Property]
    public bool Price_average_times_tokens_gives_the_rand_back_within_half_a_unit(uint cents, ulong raw, byte decimals)
    {
        var (tokens, tokenDecimals) = (raw + BigInteger.One, decimals % 19);

        var average = Price.Average(new Zar(cents), tokens, tokenDecimals)!.Value;

        var exact = cents * BigInteger.Pow(10, 16 + tokenDecimals);
        return BigInteger.Abs(average.Scaled * tokens - exact) * 2 <= tokens;
    }

    [Theory]
    [InlineData("1.5", "2", -1)]
    [InlineData("2", "2.00", 0)]
    [InlineData("10", "9.99", 1)]
    public void Price_compares_by_value(string text, string other, int sign)
    {
        var (left, right) = (Price.Parse(text), Price.Parse(other));

        Assert.Equal(sign, Math.Sign(left.CompareTo(right)));
        Assert.Equal(sign == 0, left == right);
        Assert.Equal((sign < 0, sign > 0, sign <= 0, sign >= 0), ((left < right), (left > right), left <= right, left >= right));
    }
}
