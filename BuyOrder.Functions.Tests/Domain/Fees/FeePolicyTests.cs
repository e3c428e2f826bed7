using System.Numerics;
using BuyOrder.Domain.Fees;

namespace BuyOrder.Functions.Tests.Domain.Fees;

public sealed class FeePolicyTests
{
    [Theory]
    [InlineData(10, 2, 100, 3, 22, 2)] // twice the base fee and the tip
    [InlineData(10, 5, 100, 3, 23, 3)] // the tip is capped
    [InlineData(60, 2, 100, 3, 100, 2)] // the fee is capped
    [InlineData(98, 2, 100, 3, 100, 2)] // just affordable
    [InlineData(0, 0, 100, 3, 1, 1)] // a tip of nothing would not be mined
    public void Offer_follows_the_base_fee_up_to_the_cap(int baseFee, int tip, int cap, int tipCap, int expectedFee, int expectedTip) =>
        Assert.Equal(new FeeOffer(expectedFee, expectedTip), FeePolicy.Offer(baseFee, tip, cap, tipCap));

    [Fact]
    public void Base_fee_and_tip_above_the_cap_are_no_offer() =>
        Assert.Null(FeePolicy.Offer(99, 2, 100, 3));

    [Theory]
    [InlineData(80, 8, 1_000, 90, 9)]
    [InlineData(81, 1, 1_000, 92, 2)] // an eighth, rounded up
    [InlineData(80, 8, 90, 90, 9)]
    public void Raise_is_at_least_an_eighth_in_both_fields(int fee, int tip, int cap, int expectedFee, int expectedTip) =>
        Assert.Equal(new FeeOffer(expectedFee, expectedTip), FeePolicy.Raise(new FeeOffer(fee, tip), null, cap));

    [Fact]
    public void Raise_goes_up_to_what_the_network_asks_now() =>
        Assert.Equal(new FeeOffer(500, 50), FeePolicy.Raise(new FeeOffer(80, 8), new FeeOffer(500, 50), new BigInteger(1_000)));

    [Fact]
    public void Raise_above_the_cap_is_none() =>
        Assert.Null(FeePolicy.Raise(new FeeOffer(80, 8), null, 89));
}
