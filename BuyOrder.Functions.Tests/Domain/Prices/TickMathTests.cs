using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Functions.Tests.Domain.Prices;

/// <summary>Ticks against the numbers that Uniswap itself publishes.</summary>
public sealed class TickMathTests
{
    /// <summary>The snapshots of @uniswap/v3-core's own tests, and its constants at either end.</summary>
    [Theory]
    [InlineData(-887272, "4295128739")]
    [InlineData(-500000, "1101692437043807371")]
    [InlineData(-4000, "64867181785621769311890333195")]
    [InlineData(-50, "79030349367926598376800521322")]
    [InlineData(0, "79228162514264337593543950336")]
    [InlineData(50, "79426470787362580746886972461")]
    [InlineData(100, "79625275426524748796330556128")]
    [InlineData(250, "80224679980005306637834519095")]
    [InlineData(500, "81233731461783161732293370115")]
    [InlineData(1000, "83290069058676223003182343270")]
    [InlineData(4000, "96768528593268422080558758223")]
    [InlineData(50000, "965075977353221155028623082916")]
    [InlineData(150000, "143194173941309278083010301478497")]
    [InlineData(250000, "21246587762933397357449903968194344")]
    [InlineData(500000, "5697689776495288729098254600827762987878")]
    [InlineData(738203, "847134979253254120489401328389043031315994541")]
    [InlineData(887272, "1461446703485210103287273052203988822378723970342")]
    public void Square_root_of_a_ticks_price_is_that_of_uniswap_to_the_unit(int tick, string expected) =>
        Assert.Equal(BigInteger.Parse(expected, CultureInfo.InvariantCulture), TickMath.SqrtRatioAt(tick));

    [Theory]
    [InlineData(887273)]
    [InlineData(-887273)]
    public void Tick_that_there_is_not_is_refused(int tick) => Assert.Throws<ArgumentOutOfRangeException>(() => TickMath.SqrtRatioAt(tick));
}
