using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Market;

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

    [Fact]
    public void Price_average_divides_rand_by_whole_tokens()
    {
        var tokens = BigInteger.Parse("199396010", CultureInfo.InvariantCulture) * BigInteger.Pow(10, 12);

        Assert.Equal("50.151455", Price.Average(new Zar(1_000_000), tokens, 18)!.Value.ToString());
        Assert.Equal("50.000000", Price.Average(new Zar(1_000_000), 200, 0)!.Value.ToString());
        Assert.Null(Price.Average(new Zar(1_000_000), 0, 18));
    }

    [Property]
    public bool Price_average_times_tokens_gives_the_rand_back_within_half_a_unit(uint cents, ulong raw, byte decimals)
    {
        var (tokens, tokenDecimals) = (raw + BigInteger.One, decimals % 19);

        var average = Price.Average(new Zar(cents), tokens, tokenDecimals)!.Value;

        var exact = cents * BigInteger.Pow(10, 16 + tokenDecimals);
        return BigInteger.Abs(average.Scaled * tokens - exact) * 2 <= tokens;
    }

    [Fact]
    public void Price_compares_by_value()
    {
        Assert.True(Price.Parse("1.5") < Price.Parse("2"));
        Assert.True(Price.Parse("2") >= Price.Parse("2.0"));
        Assert.Equal(Price.Parse("2"), Price.Parse("2.00"));
    }
}
