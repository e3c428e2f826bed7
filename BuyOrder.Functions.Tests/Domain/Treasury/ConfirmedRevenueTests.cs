using BuyOrder.Domain.Treasury;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>What operators have confirmed, as it is read from its text.</summary>
public sealed class ConfirmedRevenueTests
{
    [Fact]
    public void Confirmed_refunds_are_read_by_shard_and_none_are_where_there_is_no_text()
    {
        Assert.Equal([0L, 2, 1], (ConfirmedRevenue.None with { Refunds = "0,2,1" }).RefundsByShard());
        Assert.Empty(ConfirmedRevenue.None.RefundsByShard());
        Assert.Throws<FormatException>(() => (ConfirmedRevenue.None with { Refunds = "0,-1" }).RefundsByShard());
    }
}
