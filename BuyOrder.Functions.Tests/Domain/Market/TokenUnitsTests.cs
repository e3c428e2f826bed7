using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Market;

/// <summary>Amounts and prices in the smallest units of the two contracts.</summary>
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

        Assert.Throws<ArgumentOutOfRangeException>("tokenUnits", () => units.DeviationBps(1, 0, Price.Parse("50.00")));
        Assert.Throws<ArgumentOutOfRangeException>("reference.Scaled", () => units.DeviationBps(1, 1, default));
    }

    [Theory]
    [InlineData(1, 18, "stablecoinDecimals")]
    [InlineData(19, 18, "stablecoinDecimals")]
    [InlineData(18, -1, "tokenDecimals")]
    [InlineData(18, 19, "tokenDecimals")]
    public void Units_refuse_decimals_that_cannot_hold_the_money(int stablecoin, int token, string refused) =>
        Assert.Throws<ArgumentOutOfRangeException>(refused, () => new TokenUnits(stablecoin, token));

    [Fact]
    public void Cent_is_a_hundredth_of_a_whole_stablecoin()
    {
        var units = new TokenUnits(6, 8);

        Assert.Equal((6, 8), (units.StablecoinDecimals, units.TokenDecimals));
        Assert.Equal(10_000, units.Cent);
        Assert.Equal(1_500_000, units.ToStablecoin(new Zar(150)));
        Assert.Equal(1, new TokenUnits(2, 0).Cent);
    }

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
        Assert.Null(units.PriceOf(rand, -1));
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
