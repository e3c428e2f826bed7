using BuyOrder.Domain.Money;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Money;

public sealed class ZarTests
{
    [Theory]
    [InlineData("1499.00", 149900)]
    [InlineData("0", 0)]
    [InlineData("0.05", 5)]
    [InlineData("100", 10000)]
    [InlineData("100.5", 10050)]
    [InlineData("-0.01", -1)]
    [InlineData("92233720368547758.07", long.MaxValue)]
    [InlineData("-92233720368547758.07", -long.MaxValue)]
    [InlineData("92233720368547758.0", long.MaxValue - 7)]
    [InlineData("92233720368547758", long.MaxValue - 7)]
    public void Text_is_parsed_to_the_cent(string text, long cents)
    {
        Assert.True(Zar.TryParse(text, out var value));
        Assert.Equal(cents, value.Cents);
    }

    [Fact]
    public void Amounts_compare_by_their_cents()
    {
        var (small, large) = (new Zar(-5), new Zar(3));

        Assert.Equal((small, large), (Zar.Min(small, large), Zar.Max(small, large)));
        Assert.Equal((small, large), (Zar.Min(large, small), Zar.Max(large, small)));
        Assert.False(large > new Zar(3));
        Assert.True(large > small);
        Assert.False(large < new Zar(3));
    }

    [Theory]
    [InlineData(2, 3, -1)]
    [InlineData(3, 3, 0)]
    [InlineData(4, 3, 1)]
    public void Order_is_the_same_by_every_comparison(long left, long right, int order)
    {
        var (one, other) = (new Zar(left), new Zar(right));

        Assert.Equal(order, Math.Sign(one.CompareTo(other)));
        Assert.Equal((order < 0, order <= 0), (one < other, one <= other));
        Assert.Equal((order > 0, order >= 0), (one > other, one >= other));
    }

    [Fact]
    public void Amounts_are_added_subtracted_and_negated_to_the_cent()
    {
        Assert.Equal(new Zar(8), new Zar(5) + new Zar(3));
        Assert.Equal(new Zar(2), new Zar(5) - new Zar(3));
        Assert.Equal(new Zar(-5), -new Zar(5));
    }

    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(5, "0.05")]
    [InlineData(-5, "-0.05")]
    [InlineData(149905, "1499.05")]
    [InlineData(-149905, "-1499.05")]
    [InlineData(long.MinValue, "-92233720368547758.08")]
    public void Amount_is_written_with_two_decimals_and_no_grouping(long cents, string text) => Assert.Equal(text, new Zar(cents).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1.000")]
    [InlineData("1,50")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 000")]
    [InlineData("01")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1e2")]
    [InlineData("NaN")]
    [InlineData("-")]
    [InlineData("٣")]
    [InlineData("92233720368547758.08")]
    [InlineData("92233720368547758.1")]
    [InlineData("92233720368547759")]
    [InlineData("1000000000000000000000000000000000000000000")]
    public void Text_is_refused_when_it_is_not_exactly_an_amount(string? text) => Assert.False(Zar.TryParse(text, out _));

    [Theory]
    [InlineData("1.000")]
    [InlineData("92233720368547759")]
    [InlineData("x")]
    public void Amount_is_zero_when_its_text_is_refused(string text)
    {
        Assert.False(Zar.TryParse(text, out var value));

        Assert.Equal(Zar.Zero, value);
    }

    [Property]
    public bool Text_of_an_amount_is_parsed_to_the_same_amount(long cents) =>
        cents == long.MinValue || (Zar.TryParse(new Zar(cents).ToString(), out var value) && value.Cents == cents);

    [Fact]
    public void Arithmetic_throws_when_it_would_overflow()
    {
        var most = new Zar(long.MaxValue);

        Assert.Throws<OverflowException>(() => most + new Zar(1));
        Assert.Throws<OverflowException>(() => -most - new Zar(2));
        Assert.Throws<OverflowException>(() => -new Zar(long.MinValue));
    }
}
