using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Testing.Tables;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Which entries funded which order, over the real rows of ledger and order store.</summary>
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
        var requests = new List<(int Reads, int Queries)>();
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

        // The order and the record before its own; the newest record and the shards' blocks.
        Assert.Equal([(2, 1 + FundingHistory.Shards), (2, 1 + FundingHistory.Shards)], requests);
    }

    [Property(MaxTest = 40)]
    public async Task Records_tell_what_all_orders_together_tell_and_no_other_order_is_read(int seed)
    {
        var tap = new TableTap(new MemoryTableStore());
        using var history = await FundingHistory.StartAsync(seed, tap);
        for (var happened = 0; happened < 60; happened++)
            await history.HappenAsync();
        var orders = await history.OrdersAsync();
        var chain = new OrderChain(orders);

        foreach (var order in orders)
        {
            tap.Reset();
            var found = (await history.Funding.ReconcileAsync(order.Id, Cancellation))!;
            Assert.Equal(1 + QueriesOfLedger(found), tap.Queries);
            var previous = chain.Before(order).LastOrDefault();
            Assert.Equal(previous?.Id, found.Previous?.Id);
            Assert.Equal((previous?.RevenueTotal ?? Zar.Zero) - chain.ConsumedBefore(order), found.CarriedIn);
        }

        var totals = await history.System.TotalsAsync();
        foreach (var shard in totals.Shards)
        {
            for (var sequence = 1L; sequence <= shard.Entries; sequence++)
            {
                tap.Reset();
                Assert.Equal(chain.FundedBy(shard.Shard, sequence)?.Id, (await history.Funding.FundedByAsync(shard.Shard, sequence, Cancellation))?.Id);
                Assert.Equal(1, tap.Queries);
            }
        }
    }

    [Fact]
    public async Task Point_reads_grow_with_the_logarithm_of_the_number_of_orders()
    {
        const int Orders = 1_500;
        var tap = new TableTap(new MemoryTableStore());
        using var history = await FundingHistory.StartAsync(seed: 1, tap);
        for (var order = 1; order <= Orders; order++)
        {
            if (order % 3 == 1)
                await history.RecordAsync($"sale-{order}", 100_00);
            await history.OrderAsync($"m-{order}", new Zar(10_00));
            await history.EndAsync(completed: order % 5 != 0);
        }

        await history.UndoAsync("m-701");
        await history.ResolveAsync("m-701", Finding.Failed);
        var steps = Math.Log2(2 * Orders + 3);
        var chain = new OrderChain(await history.OrdersAsync());
        foreach (var number in new[] { 1, 2, 5, 699, 701, 702, 703, 1_499, 1_500 })
        {
            tap.Reset();
            var found = (await history.Funding.ReconcileAsync($"m-{number}", Cancellation))!;
            Assert.True(found.Fits, string.Join(' ', found.Faults));
            Assert.Equal(chain.Before(found.Order).LastOrDefault()?.Id, found.Previous?.Id);
            Assert.InRange(tap.Reads, 1, 4 * steps);
            Assert.Equal(1 + QueriesOfLedger(found), tap.Queries);
        }

        foreach (var shard in (await history.System.TotalsAsync()).Shards)
        {
            foreach (var sequence in new[] { 1, shard.Entries / 2, shard.Entries })
            {
                tap.Reset();
                Assert.Equal(chain.FundedBy(shard.Shard, sequence)!.Id, (await history.Funding.FundedByAsync(shard.Shard, sequence, Cancellation))!.Id);
                Assert.InRange(tap.Reads, 1, 3 * steps);
                Assert.Equal(1, tap.Queries);
            }
        }
    }

    [Fact]
    public async Task Orders_of_an_equal_cut_off_are_told_apart_when_the_first_fails_late()
    {
        using var history = await FundingHistory.StartAsync(seed: 1);
        await history.RecordAsync("first", 1_000_00);
        foreach (var id in new[] { "m-1", "m-2", "m-3" })
        {
            await history.OrderAsync(id, new Zar(100_00));
            await history.EndAsync(completed: true);
        }

        Assert.Equal(["first"], await history.EntriesOfAsync("m-1"));
        await history.UndoAsync("m-1");
        await history.ResolveAsync("m-1", Finding.Failed);

        Assert.Equal(["first"], await history.EntriesOfAsync("m-2"));
        Assert.Empty(await history.EntriesOfAsync("m-3"));
        await history.CheckAsync();
    }

    /// <summary>One for each cut-off of a shard; nothing has to be read where it has no entries.</summary>
    private static int QueriesOfLedger(Reconciliation found) => found.After.Concat(found.UpTo).Count(entries => entries > 0);
}
