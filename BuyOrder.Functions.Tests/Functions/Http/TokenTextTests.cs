using System.Numerics;
using BuyOrder.Functions.Http;

namespace BuyOrder.Functions.Tests.Functions.Http;

public sealed class TokenTextTests
{
    [Theory]
    [InlineData("199401794616151545364", 18, "199.401794616151545364")]
    [InlineData("200000000000000000000", 18, "200")]
    [InlineData("1", 18, "0.000000000000000001")]
    [InlineData("-1500000000000000000", 18, "-1.5")]
    [InlineData("0", 18, "0")]
    [InlineData("7", 0, "7")]
    [InlineData("120", 2, "1.2")]
    public void Raw_amount_becomes_whole_tokens(string raw, int decimals, string expected) =>
        Assert.Equal(expected, TokenText.Whole(BigInteger.Parse(raw), decimals));
}
