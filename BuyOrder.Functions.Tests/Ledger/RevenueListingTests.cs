using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Reading;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Ledger;

public sealed class RevenueListingTests(TestServers servers)
{
    private const int Batches = 12;
    private const int PerBatch = 15;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory, 1)]
    [InlineData(StoreKind.Memory, 7)]
    [InlineData(StoreKind.Memory, 1000)]
    [InlineData(StoreKind.Azurite, 50)]
    public async Task Pages_together_are_all_entries_newest_first(StoreKind kind, int pageSize)
    {
        using var system = await FilledAsync(kind);

        var entries = await AllAsync(system, RevenueFilter.All, pageSize);

        Assert.Equal(Batches * PerBatch, entries.Count);
        Assert.Equal(entries.Count, entries.Select(entry => entry.Revenue.Message.Id).Distinct().Count());
        Assert.Equal(entries.OrderByDescending(entry => entry.RecordedAt), entries);
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Range_of_recording_times_is_half_open(StoreKind kind)
    {
        using var system = await FilledAsync(kind);
        var (from, to) = (TestMessage.Day.AddMinutes(3), TestMessage.Day.AddMinutes(6));

        var entries = await AllAsync(system, new RevenueFilter(from, to), 20);
        var before = await AllAsync(system, new RevenueFilter(To: TestMessage.Day), 20);
        var after = await AllAsync(system, new RevenueFilter(From: TestMessage.Day.AddMinutes(Batches)), 20);

        Assert.Equal(3 * PerBatch, entries.Count);
        Assert.Equal([5, 4, 3], entries.Select(entry => (entry.RecordedAt - TestMessage.Day).TotalMinutes).Distinct());
        Assert.Empty(before);
        Assert.Empty(after);
    }

    [Fact]
    public async Task Source_is_filtered_and_no_page_exceeds_its_size()
    {
        using var system = await FilledAsync(StoreKind.Memory);

        var entries = await AllAsync(system, new RevenueFilter(Source: RevenueSource.Subscription), 4);

        Assert.Equal(Batches * PerBatch / 3, entries.Count);
        Assert.All(entries, entry => Assert.Equal(RevenueSource.Subscription, entry.Revenue.Message.Source));
    }

    [Fact]
    public async Task Kind_and_currency_are_filtered_together_with_the_rest()
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(StoreKind.Memory, servers), shardCount: 3);
        await system.RecordAsync(Enumerable.Range(0, 40).SelectMany(i => new[]
        {
            TestMessage.Sale($"sale{i}"),
            TestMessage.Refund($"refund{i}", "1.00", $"sale{i}"),
            TestMessage.Foreign($"foreign{i}", i % 2 == 0 ? "sale" : "refund", "5.00", i % 4 < 2 ? "USD" : "EUR", "18.5"),
        }));

        var refunds = await AllAsync(system, new RevenueFilter(Kind: RevenueKind.Refund), 7);
        var dollars = await AllAsync(system, new RevenueFilter(Currency: "USD"), 7);
        var all = await AllAsync(system, new RevenueFilter(null, null, RevenueSource.Other, RevenueKind.Refund, "EUR"), 7);
        var none = await AllAsync(system, new RevenueFilter(Source: RevenueSource.CourseSale, Currency: "EUR"), 7);

        Assert.Equal((60, 20, 10, 0), (refunds.Count, dollars.Count, all.Count, none.Count));
        Assert.All(refunds, entry => Assert.Equal(RevenueKind.Refund, entry.Revenue.Message.Kind));
        Assert.All(dollars.Concat(all), entry => Assert.Equal(all.Contains(entry) ? "EUR" : "USD", entry.Revenue.Message.Amount.Currency.Code));
    }

    [Fact]
    public async Task What_is_recorded_meanwhile_moves_nothing()
    {
        using var system = await FilledAsync(StoreKind.Memory);
        var first = await system.Ledger.ListAsync(RevenueFilter.All, 100, null, Cancellation);

        await system.RecordAsync(Enumerable.Range(0, 40).Select(i => TestMessage.Sale($"new{i}")));
        var second = await system.Ledger.ListAsync(RevenueFilter.All, 100, first.Continuation, Cancellation);

        var ids = first.Entries.Concat(second.Entries).Select(entry => entry.Revenue.Message.Id).ToArray();
        Assert.Equal(Batches * PerBatch, ids.Distinct().Count());
        Assert.Null(second.Continuation);
    }

    [Fact]
    public async Task Page_reads_a_bounded_number_of_rows_however_large_the_ledger_is()
    {
        var tap = new TableTap(await TestStores.NewAsync(StoreKind.Memory, servers));
        using var system = new LedgerSystem(tap, shardCount: 2);
        for (var i = 0; i < 10; i++)
            await system.RecordAsync(Enumerable.Range(0, 200).Select(j => TestMessage.Sale($"{i}-{j}")));
        tap.Reset();

        var page = await system.Ledger.ListAsync(RevenueFilter.All, 50, null, Cancellation);

        Assert.Equal(50, page.Entries.Count);
        Assert.Equal(50, tap.Reads);
        Assert.InRange(tap.Queries, 2, 8);
    }

    [Fact]
    public async Task Empty_ledger_has_one_empty_page()
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(StoreKind.Memory, servers));

        var page = await system.Ledger.ListAsync(new RevenueFilter(To: TestMessage.Day), 10, null, Cancellation);

        Assert.Empty(page.Entries);
        Assert.Null(page.Continuation);
    }

    [Fact]
    public async Task Page_sizes_and_continuations_of_others_are_refused()
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(StoreKind.Memory, servers), shardCount: 2);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => system.Ledger.ListAsync(RevenueFilter.All, 0, null, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => system.Ledger.ListAsync(RevenueFilter.All, 1001, null, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(
            () => system.Ledger.ListAsync(RevenueFilter.All, 1, new RevenueContinuation([1, 1, 1]), Cancellation));
    }

    [Property]
    public bool Continuation_comes_back_from_its_text(long[] numbers)
    {
        var below = numbers.Select(number => number & long.MaxValue).ToArray();
        var text = new RevenueContinuation(below).ToString();

        return RevenueContinuation.TryParse(text, below.Length, out var read) && read.Below.SequenceEqual(below);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("gA")]
    [InlineData("AQ")]
    [InlineData("AQEB")]
    [InlineData("____________________________")]
    public void Continuation_is_refused_when_it_is_none_of_this_ledger(string? text) =>
        Assert.False(RevenueContinuation.TryParse(text, 2, out _));

    /// <summary>Batch i is recorded i minutes after <see cref="TestMessage.Day"/>.</summary>
    private async Task<LedgerSystem> FilledAsync(StoreKind kind)
    {
        var time = new FakeTimeProvider(TestMessage.Day);
        var system = new LedgerSystem(await TestStores.NewAsync(kind, servers), shardCount: 3, time);
        for (var batch = 0; batch < Batches; batch++)
        {
            await system.RecordAsync(Enumerable.Range(0, PerBatch).Select(i =>
                TestMessage.Sale($"{batch}-{i}", source: RevenueCodes.Sources[i % 3].ToCode())));
            time.Advance(TimeSpan.FromMinutes(1));
        }
        return system;
    }

    private static async Task<List<LedgerEntry>> AllAsync(LedgerSystem system, RevenueFilter filter, int pageSize)
    {
        var entries = new List<LedgerEntry>();
        RevenueContinuation? continuation = null;
        do
        {
            var page = await system.Ledger.ListAsync(filter, pageSize, continuation, Cancellation);
            Assert.InRange(page.Entries.Count, 0, pageSize);
            entries.AddRange(page.Entries);
            continuation = page.Continuation;
            if (continuation is not null)
                Assert.True(RevenueContinuation.TryParse(continuation.ToString(), system.Ledger.ShardCount, out continuation));
        }
        while (continuation is not null);
        return entries;
    }
}
