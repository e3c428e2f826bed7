using BuyOrder.Orders.Chain;

namespace BuyOrder.Functions.Tests.Orders.Chain;

public sealed class HeadBoundTests
{
    [Theory]
    [InlineData(0, 0, 100_000)]
    [InlineData(20_000_000, 0, 20_100_000)]
    [InlineData(20_000_000, 60, 20_106_000)]
    [InlineData(20_000_000, -60, 20_100_000)]
    public void Newest_block_is_at_most_as_high_as_the_time_since_the_highest_one_that_was_seen_allows(long seen, int seconds, int highest) =>
        Assert.Equal((UInt128)highest, HeadBound.Highest(seen, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Chain_that_was_never_seen_is_older_than_no_chain_and_not_absurd()
    {
        var highest = HeadBound.Highest(0, DateTimeOffset.Parse("2026-11-22T10:00:00Z", null) - DateTimeOffset.UnixEpoch);

        Assert.InRange(highest, 10_000_000_000u, 1_000_000_000_000u);
    }
}
