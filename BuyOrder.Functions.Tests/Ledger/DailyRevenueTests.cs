using System.Globalization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Ledger;

public sealed class DailyRevenueTests(TestServers servers)
{
    private static readonly DateOnly First = new(2026, 11, 21);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Days_are_those_of_the_business_zone_merged_over_the_shards_in_a_half_open_range(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));
        var lateEvening = new DateTimeOffset(2026, 11, 20, 22, 30, 0, TimeSpan.Zero);
        await system.RecordAsync(Enumerable.Range(0, 30).SelectMany(i => new[]
        {
            TestMessage.Sale($"late{i}", "2.00", "subscription", lateEvening),
            TestMessage.Sale($"next{i}", "3.00", "course_sale", lateEvening.AddDays(1)),
            TestMessage.Refund($"refund{i}", "0.50", $"late{i}"),
            TestMessage.Foreign($"yen{i}", "sale", "100", "JPY", "0.125"),
        }));

        var days = await system.Ledger.ReadDaysAsync(First.AddDays(-1), First.AddDays(1), Cancellation);

        Assert.Equal([First.AddDays(-1), First], days.Select(day => day.Day));
        Assert.Equal(
            [
                new CurrencyTotals(RevenueSource.CourseSale, "ZAR", 30, Zar.Zero, new Zar(1500), 0, 1500),
                new CurrencyTotals(RevenueSource.Other, "JPY", 30, new Zar(37500), Zar.Zero, 3000, 0),
            ],
            days[0].Revenue.Lines);
        Assert.Equal((30, new Zar(6000)), (days[1].Revenue.Entries, days[1].Revenue.Total));
        Assert.Empty(await system.Ledger.ReadDaysAsync(First, First, Cancellation));
        Assert.Equal(90 + 30, (await system.Ledger.ReadDaysAsync(new(2000, 1, 1), new(9999, 12, 31), Cancellation)).Sum(day => day.Revenue.Entries));
    }

    [Fact]
    public async Task Requests_do_not_depend_on_the_number_of_entries()
    {
        var requests = new List<(int Reads, int Queries)>();
        foreach (var entries in new[] { 20, 2_000 })
        {
            var tap = new TableTap(new MemoryTableStore());
            using var system = new LedgerSystem(tap, shardCount: 4);
            await system.RecordAsync(Enumerable.Range(0, entries).Select(i =>
                TestMessage.Sale(i.ToString(CultureInfo.InvariantCulture), occurredAt: TestMessage.Day.AddDays(i % 20))));
            tap.Reset();

            Assert.Equal(20, (await system.Ledger.ReadDaysAsync(new(2026, 1, 1), new(2027, 1, 1), Cancellation)).Count);
            requests.Add((tap.Reads, tap.Queries));
        }

        Assert.Equal([(0, 4), (0, 4)], requests);
    }
}
