using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Ledger;

public sealed class UnconfirmedRefundsTests
{
    private const int Refunds = 23;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task Pages_name_each_refund_beyond_a_limit_once_the_oldest_first_over_all_shards(int pageSize)
    {
        var time = new FakeTimeProvider(TestMessage.Day);
        using var system = new LedgerSystem(new MemoryTableStore(), shardCount: 4, time) { Limits = new PlausibilityLimits { MaxAmount = new Zar(100_00) } };
        for (var number = 0; number < Refunds; number++)
        {
            await system.RecordAsync(TestMessage.Refund($"r{number}", "100.01", "s"), TestMessage.Refund($"small{number}", "1.00", "s"));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        var unconfirmed = new UnconfirmedRefunds(system.Ledger);
        var named = new List<string>();
        IReadOnlyList<long> counts = [];
        for (var pages = 0; pages <= Refunds; pages++)
        {
            var page = await unconfirmed.ReadAsync(counts, pageSize, Cancellation);
            Assert.InRange(page.Refunds.Count, 0, pageSize);
            named.AddRange(page.Refunds.Select(refund => refund.Revenue.Message.Id));
            counts = page.Counts;
        }

        Assert.Equal(Enumerable.Range(0, Refunds).Select(number => $"r{number}"), named);
        Assert.Equal((await system.TotalsAsync()).RefundsBeyond, counts);
        Assert.True(counts.Count(count => count > 0) > 1, "All refunds are in one shard: that shows nothing.");
    }

    [Theory]
    [InlineData("0,2,1", 3, true)]
    [InlineData("0,2,1", 4, false)]
    [InlineData("0,-2,1", 3, false)]
    [InlineData("0,,1", 3, false)]
    [InlineData("0,2,99999999999999999999", 3, false)]
    [InlineData("", 1, false)]
    public void Counts_that_a_caller_sends_are_read_or_refused(string text, int shards, bool isRead)
    {
        Assert.Equal(isRead, RevenueCounts.TryRead(text, shards, out var counts));
        Assert.Equal(isRead ? text : "", string.Join(',', counts));
    }
}
