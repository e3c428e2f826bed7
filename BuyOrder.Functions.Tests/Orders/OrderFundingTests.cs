using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Revenue.Rows;
using BuyOrder.Functions.Storage;
using BuyOrder.Functions.Tests.Revenue;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Which entries funded which order, over the real rows of ledger and order book.</summary>
public sealed class OrderFundingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Property(MaxTest = 60)]
    public async Task Every_entry_funds_one_order_at_most_and_every_order_adds_up_to_the_cent(int seed)
    {
        using var history = await FundingHistory.StartAsync(seed);
        for (var happened = 0; happened < 40; happened++)
            await history.HappenAsync();

        await history.CheckAsync();
    }

    [Fact]
    public async Task Entries_of_a_failed_order_go_to_the_next_one_that_counts()
    {
        using var history = await FundingHistory.StartAsync(seed: 1);
        await history.RecordAsync("first", 1_000_00);
        await history.OrderAsync("m-1", new Zar(400_00));
        await history.EndAsync(completed: true);
        await history.RecordAsync("second", 500_00);
        await history.OrderAsync("m-2", new Zar(600_00));
        await history.EndAsync(completed: false);
        await history.RecordAsync("third", 1_00);
        await history.OrderAsync("m-3", new Zar(1_000_00));

        var failed = (await history.Funding.ReconcileAsync("m-2", Cancellation))!;
        var next = (await history.Funding.ReconcileAsync("m-3", Cancellation))!;

        Assert.True(failed.Fits && next.Fits);
        Assert.Equal((0, Zar.Zero, new Zar(600_00), new Zar(600_00)), (failed.Entries, failed.Base, failed.CarriedIn, failed.CarriedOut));
        Assert.Equal("m-1", next.Previous?.Id);
        Assert.Equal((2, new Zar(501_00), new Zar(101_00)), (next.Entries, next.EntriesTotal, next.CarriedOut));
        Assert.Equal(["second", "third"], await history.EntriesOfAsync("m-3"));
        Assert.Empty(await history.EntriesOfAsync("m-2"));
        Assert.Null(await history.Funding.ReconcileAsync("m-none", Cancellation));
    }

    [Fact]
    public async Task Order_that_fails_after_it_was_undone_gives_its_entries_to_the_next_one()
    {
        using var history = await FundingHistory.StartAsync(seed: 1);
        await history.RecordAsync("first", 1_000_00);
        await history.OrderAsync("m-1", new Zar(1_000_00));
        await history.EndAsync(completed: true);
        await history.RecordAsync("second", 500_00);
        await history.OrderAsync("m-2", new Zar(500_00));
        await history.EndAsync(completed: true);

        await history.UndoAsync("m-1");
        Assert.Equal(["first"], await history.EntriesOfAsync("m-1"));
        Assert.True((await history.Funding.ReconcileAsync("m-2", Cancellation))!.Fits);
        await history.ResolveAsync("m-1", Finding.Failed);

        var second = (await history.Funding.ReconcileAsync("m-2", Cancellation))!;
        Assert.True(second.Fits);
        Assert.Equal((2, new Zar(1_000_00)), (second.Entries, second.CarriedOut));
        Assert.Empty(await history.EntriesOfAsync("m-1"));
        Assert.Equal(["first", "second"], await history.EntriesOfAsync("m-2"));
        await history.CheckAsync();
    }

    [Fact]
    public async Task Ledger_that_is_not_what_was_frozen_does_not_fit()
    {
        using var history = await FundingHistory.StartAsync(seed: 1);
        await history.RecordAsync("first", 1_000_00);
        await history.OrderAsync("m-1", new Zar(400_00));
        Assert.True((await history.Funding.ReconcileAsync("m-1", Cancellation))!.Fits);

        var shard = LedgerKeys.Partition(LedgerShards.Of(RevenueHashes.Id("first"), FundingHistory.Shards));
        var table = history.System.Store.Table(LedgerKeys.Table);
        var block = (await table.ReadAsync(shard, LedgerKeys.Block(1), Cancellation))!;
        var values = block.Values.Copy();
        values["cumulativeCents"] = 999_99L;
        await table.SubmitAsync(shard, [new TableWrite.Replace(block.Key, values, block.ETag)], Cancellation);

        var found = (await history.Funding.ReconcileAsync("m-1", Cancellation))!;
        Assert.False(found.Fits);
        Assert.Equal(4, found.Faults.Count);
        Assert.Contains(found.Faults, fault => fault.Contains("ledger root of m-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Order_from_before_totals_were_frozen_adds_up_without_a_breakdown()
    {
        using var history = await FundingHistory.StartAsync(seed: 1);
        await history.RecordAsync("first", 1_000_00);
        await history.OrderAsync("m-1", new Zar(400_00), forget: true);
        await history.EndAsync(completed: true);
        await history.RecordAsync("second", 1_000_00);
        await history.OrderAsync("m-2", new Zar(400_00));

        var first = (await history.Funding.ReconcileAsync("m-1", Cancellation))!;
        var second = (await history.Funding.ReconcileAsync("m-2", Cancellation))!;

        Assert.Equal((true, true), (first.Fits, second.Fits));
        Assert.Equal((null, null), (first.Breakdown, second.Breakdown));
    }

    [Fact]
    public async Task Requests_do_not_depend_on_the_number_of_entries()
    {
        var requests = new List<(int, int)>();
        foreach (var batches in new[] { 1, 20 })
        {
            var tap = new TableTap(new MemoryTableStore());
            using var history = await FundingHistory.StartAsync(seed: 1, tap);
            for (var batch = 0; batch < batches; batch++)
                await history.System.RecordAsync(Enumerable.Range(0, 100).Select(i => TestMessage.Sale($"{batch}:{i}")));
            await history.OrderAsync("m-1", new Zar(400_00));
            tap.Reset();

            Assert.Equal(batches * 100, (await history.Funding.ReconcileAsync("m-1", Cancellation))!.Entries);
            requests.Add((tap.Reads, tap.Queries));
        }

        Assert.Equal([(0, 1 + FundingHistory.Shards), (0, 1 + FundingHistory.Shards)], requests);
    }
}
