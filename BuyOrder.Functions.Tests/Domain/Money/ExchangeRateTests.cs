using System.Numerics;
using BuyOrder.Domain.Money;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Money;

public sealed class ExchangeRateTests
{
    private static readonly Zar NoLimit = new(long.MaxValue);

    [Theory]
    [InlineData("USD", 1999, "18.25", 36482)]
    [InlineData("USD", 1, "0.5", 0)]
    [InlineData("USD", 3, "0.5", 2)]
    [InlineData("USD", 5, "0.5", 2)]
    [InlineData("USD", 1, "0.50000000000000001", 1)]
    [InlineData("JPY", 500, "0.123455", 6173)]
    [InlineData("KWD", 1250, "58.4", 7300)]
    [InlineData("CLF", 10000, "700", 70000)]
    [InlineData("IRR", 1, "0.0000143", 0)]
    [InlineData("ZAR", 149900, "1", 149900)]
    public void Values_are_rounded_half_even_to_the_cent(string currency, long minorUnits, string rate, long cents)
    {
        var value = Rate(rate)!.Convert(new CurrencyAmount(Currency.Find(currency)!, minorUnits), NoLimit);

        Assert.Equal(new Zar(cents), value);
    }

    [Fact]
    public void Values_over_the_limit_are_refused()
    {
        var amount = new CurrencyAmount(Currency.Find("USD")!, 1000);

        Assert.Equal(new Zar(1850), Rate("1.85")!.Convert(amount, new Zar(1850)));
        Assert.Null(Rate("1.86")!.Convert(amount, new Zar(1850)));
        Assert.Null(Rate("999999999999999999")!.Convert(new CurrencyAmount(Currency.Find("JPY")!, CurrencyAmount.MaxMinorUnits), NoLimit));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.000")]
    [InlineData("-1.5")]
    [InlineData("1000000000000000000")]
    [InlineData("1.234567890123456789")]
    [InlineData("0.00000000000000000000000000001")]
    [InlineData("99999999999999999999999999999999999999999")]
    public void Rates_are_refused_outside_their_bounds(string text) => Assert.Null(Rate(text));

    [Theory]
    [InlineData("18.250", "18.25")]
    [InlineData("1.000", "1")]
    [InlineData("100", "100")]
    [InlineData("0.000014285714285714286", "0.000014285714285714286")]
    [InlineData("1.00000000000000000000000000000000000", "1")]
    [InlineData("999999999999999999", "999999999999999999")]
    [InlineData("1.23456789012345678", "1.23456789012345678")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    public void Rates_are_written_without_trailing_zeros(string text, string written) => Assert.Equal(written, Rate(text)!.ToString());

    [Fact]
    public void Largest_rate_has_18_nines_and_the_rate_of_rand_is_one()
    {
        Assert.Equal("999999999999999999", ExchangeRate.Largest.ToString());
        Assert.Equal("1", ExchangeRate.One.ToString());
        Assert.Equal(ExchangeRate.One, Rate("1.00"));
    }

    [Theory]
    [InlineData("18.50", false, "18.5")]
    [InlineData("1.85e1", true, "18.5")]
    [InlineData("1.85e1", false, null)]
    [InlineData("0", true, null)]
    [InlineData("-1", true, null)]
    [InlineData("x", true, null)]
    public void Text_is_read_when_it_is_a_rate(string text, bool allowExponent, string? written)
    {
        Assert.Equal(written is not null, ExchangeRate.TryParse(text, allowExponent, out var rate));

        Assert.Equal(written, rate?.ToString());
    }

    [Theory]
    [InlineData("105", "100", false)]
    [InlineData("105.0001", "100", true)]
    [InlineData("95", "100", false)]
    [InlineData("94.9999", "100", true)]
    [InlineData("0.105", "0.1", false)]
    [InlineData("0.10501", "0.1", true)]
    [InlineData("0.1", "100", true)]
    [InlineData("100", "0.1", true)]
    public void Rate_is_farther_when_it_is_more_than_that_share_of_the_other_away(string rate, string from, bool isFarther) =>
        Assert.Equal(isFarther, Rate(rate)!.IsFartherThan(500, Rate(from)!));

    [Property(MaxTest = 500)]
    public bool Values_agree_with_unbounded_arithmetic(long units, long significand, byte scale)
    {
        var minorUnits = Math.Abs(units % CurrencyAmount.MaxMinorUnits) + 1;
        var rateUnits = Math.Abs(significand % 1_000_000_000_000_000_000) + (significand == 0 ? 1 : 0);
        var decimals = scale % (ExchangeRate.MaxDecimals + 1);
        if (rateUnits == 0)
            return true;
        var rate = Rate(Decimal(rateUnits, decimals))!;
        var currency = Iso4217.All.ElementAt((int)(minorUnits % Iso4217.All.Count));

        var value = rate.Convert(new CurrencyAmount(currency, minorUnits), ValueLimit);

        var exact = HalfEven((BigInteger)minorUnits * rateUnits * 100, BigInteger.Pow(10, currency.Digits + decimals));
        return exact > ValueLimit.Cents ? value is null : value!.Value.Cents == exact;
    }

    private static Zar ValueLimit => new(100_000_000_000_000);

    private static BigInteger HalfEven(BigInteger product, BigInteger divisor)
    {
        var (quotient, remainder) = BigInteger.DivRem(product, divisor);
        return (2 * remainder).CompareTo(divisor) switch
        {
            < 0 => quotient,
            0 => quotient + (quotient.IsEven ? 0 : 1),
            > 0 => quotient + 1,
        };
    }

    private static string Decimal(long units, int decimals)
    {
        var digits = units.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return decimals == 0 ? digits : $"{digits[..^decimals]}.{digits[^decimals..]}";
    }

    private static ExchangeRate? Rate(string text)
    {
        Assert.True(ExactDecimal.TryParse(text, allowExponent: false, out var value));
        return ExchangeRate.Create(value);
    }
}
