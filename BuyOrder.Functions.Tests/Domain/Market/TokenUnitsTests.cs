using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Market;

public sealed class TokenUnitsTests
{
    [Property]
    public bool Units_of_an_amount_are_that_amount_again(long cents, byte decimals)
    {
        var units = new TokenUnits(2 + decimals % 17, 18);

        return BigInteger.DivRem(units.ToStablecoin(new Zar(cents)), units.Cent) == (cents, 0);
    }

    [Fact]
    public void Deviation_needs_tokens_and_a_reference()
    {
        var units = new TokenUnits(18, 18);

        Assert.Throws<ArgumentOutOfRangeException>(() => units.DeviationBps(1, 0, Price.Parse("50.00")));
        Assert.Throws<ArgumentOutOfRangeException>(() => units.DeviationBps(1, 1, default));
    }

    [Theory]
    [InlineData(1, 18)]
    [InlineData(19, 18)]
    [InlineData(18, -1)]
    [InlineData(18, 19)]
    public void Units_refuse_decimals_that_cannot_hold_the_money(int stablecoin, int token) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenUnits(stablecoin, token));

    [Theory]
    [InlineData(18, 18)]
    [InlineData(2, 0)]
    [InlineData(6, 8)]
    public void Price_of_a_trade_is_the_same_with_any_decimals(int stablecoin, int token)
    {
        var units = new TokenUnits(stablecoin, token);
        var (rand, tokens) = (10_000 * BigInteger.Pow(10, stablecoin), 160 * BigInteger.Pow(10, token));

        Assert.Equal("62.500000", units.PriceOf(rand, tokens)!.Value.ToString());
        Assert.Equal(2_500, units.DeviationBps(rand, tokens, Price.Parse("50.00")));
        Assert.Equal(-2_188, units.DeviationBps(rand, tokens, Price.Parse("80.00")));
        Assert.Null(units.PriceOf(rand, 0));
    }

    [Property]
    public bool Deviation_is_within_a_limit_exactly_when_the_amounts_are(uint rand, uint tokens, ushort price, ushort limit)
    {
        var units = new TokenUnits(2, 0);
        var (paid, got, reference, bps) = (rand + BigInteger.One, tokens + BigInteger.One, price + BigInteger.One, limit % 10_001);

        var deviation = units.DeviationBps(paid, got, new Price(reference * Price.One / 100));

        var exactlyWithin = BigInteger.Abs(paid - reference * got) * 10_000 <= bps * reference * got;
        return Math.Abs((long)deviation) <= bps == exactlyWithin;
    }
}
