using BuyOrder.Domain.Treasury;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>Counts by shard as one text, and back.</summary>
public sealed class RevenueCountsTests
{
    [Fact]
    public void Counts_are_written_in_order_with_commas()
    {
        Assert.Equal("0,2,1", RevenueCounts.Write([0, 2, 1]));
        Assert.Equal("1000000", RevenueCounts.Write([1_000_000]));
    }

    [Fact]
    public void Counts_that_are_all_zero_need_no_text()
    {
        Assert.Null(RevenueCounts.Write([0, 0, 0]));
        Assert.Null(RevenueCounts.Write([]));
    }

    [Fact]
    public void Counts_are_read_for_exactly_as_many_shards()
    {
        Assert.True(RevenueCounts.TryRead("0,2,1", 3, out var counts));
        Assert.Equal([0L, 2L, 1L], counts);

        Assert.True(RevenueCounts.TryRead("9223372036854775807", 1, out var most));
        Assert.Equal([long.MaxValue], most);
    }

    [Theory]
    [InlineData("0,2", 3)]
    [InlineData("0,2,1,4", 3)]
    [InlineData("", 1)]
    [InlineData("0,,1", 3)]
    [InlineData("0,2,x", 3)]
    [InlineData("x,2,1", 3)]
    [InlineData("0, 2,1", 3)]
    [InlineData("0,-2,1", 3)]
    [InlineData("0,2.0,1", 3)]
    [InlineData("9223372036854775808", 1)]
    public void Text_with_anything_but_these_counts_is_refused(string text, int shards)
    {
        Assert.False(RevenueCounts.TryRead(text, shards, out var counts));

        Assert.Empty(counts);
    }

    [Fact]
    public void Stored_counts_are_read_and_none_for_no_text()
    {
        Assert.Equal([0L, 2L, 1L], RevenueCounts.Read("0,2,1"));
        Assert.Empty(RevenueCounts.Read(null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,x")]
    [InlineData("1, 2")]
    [InlineData("-1")]
    public void Stored_text_without_counts_throws(string text) => Assert.Throws<FormatException>(() => RevenueCounts.Read(text));
}
