using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>A reorganisation deeper than finality takes the purchase of a completed order off the chain.</summary>
public sealed class UndoneOrderTests(TestServers servers)
{
    private static readonly Zar Revenue = new(100_000_00);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Undone_order_stops_buying_is_sent_again_and_ends_only_by_an_operator_with_evidence()
    {
        await using var bench = await EngineBench.StartAsync(servers, Revenue);
        var process = bench.Start();
        await process.RunAsync("m-1");
        var purchase = (await bench.SettleAsync("m-1")).Order.Purchase!;
        await process.Watch.TickAsync(Cancellation);
        Assert.Equal(JobStatus.Completed, (await process.FindAsync("m-1")).Order.Status);

        await bench.Chain.UndoAsync(purchase);
        bench.Clock.Advance(OrderWatch.Interval);
        await process.Watch.TickAsync(Cancellation);

        var undone = (await process.FindAsync("m-1")).Order;
        Assert.Equal((true, JobStatus.Pending, ReasonCode.PurchaseUndone), (undone.IsUnknown, undone.Status, undone.Reason));
        Assert.Contains($"{purchase.TransactionHash}", undone.Hold!.Detail, StringComparison.Ordinal);
        var state = await process.Book.ReadStateAsync(Cancellation);
        Assert.Equal((Revenue, Zar.Zero, 0L, 0), (state.ConsumedBase, state.TotalSpent, state.Completed, (int)state.TokensAcquired));
        await bench.RecordRevenueAsync(Revenue);
        var run = await process.RunAsync("m-2");
        Assert.Equal(ReasonCode.PurchaseUndone, run.Outcome);
        Assert.Contains("m-1", run.Detail, StringComparison.Ordinal);

        await bench.Chain.DropAsync(purchase.TransactionHash);
        Assert.False(await bench.Chain.IsKnownAsync(purchase.TransactionHash));
        await process.Watch.TickAsync(Cancellation);
        Assert.True(await bench.Chain.IsKnownAsync(purchase.TransactionHash));
        Assert.IsType<ResolutionResult.Conflict>(await ResolveAsync(process, Finding.Completed, $"{purchase.TransactionHash}"));
        await bench.Chain.MineAsync(5);
        await process.AdvanceAsync();
        await process.Watch.TickAsync(Cancellation);
        Assert.True((await process.FindAsync("m-1")).Order.IsUnknown);

        Assert.IsType<ResolutionResult.Conflict>(await ResolveAsync(process, Finding.Failed, null));
        Assert.IsType<ResolutionResult.Resolved>(await ResolveAsync(process, Finding.Completed, $"{purchase.TransactionHash}"));
        var otherCase = "0x" + $"{purchase.TransactionHash}"[2..].ToUpperInvariant();
        Assert.IsType<ResolutionResult.Resolved>(await ResolveAsync(process, Finding.Completed, otherCase));
        Assert.IsType<ResolutionResult.Conflict>(await ResolveAsync(process, Finding.Failed, null));

        var again = (await process.FindAsync("m-1")).Order;
        Assert.Equal((JobStatus.Completed, Finding.Completed, 1), (again.Status, again.Resolution!.Finding, again.TimesUndone));
        Assert.NotEqual(purchase.BlockHash, again.Purchase!.BlockHash);
        await bench.AssertBooksAgreeAsync(completed: 1);
        bench.Clock.Advance(OrderWatch.Interval);
        await process.Watch.TickAsync(Cancellation);
        await bench.AssertBooksAgreeAsync(completed: 1);
        var audit = (await process.Audit.ListAsync(null, null, 100, null, Cancellation)).Items.Where(record => record.Action != AuditAction.OrderPlaced).ToList();
        Assert.Equal([AuditAction.OrderResolved, AuditAction.OrderUndone], audit.Select(record => record.Action));
        Assert.All(audit, record => Assert.Equal(("m-1", $"{purchase.TransactionHash}"), (record.Subject, record.Evidence)));
        Assert.Equal(["operator", AuditRecord.Service], audit.Select(record => record.Who));
        Assert.Equal(ReasonCode.Ordered, (await process.RunAsync("m-2")).Outcome);
    }

    [Fact]
    public async Task Undone_order_whose_nonce_a_stranger_took_gives_its_base_back_once()
    {
        await using var bench = await EngineBench.StartAsync(servers, Revenue);
        var process = bench.Start();
        await process.RunAsync("m-1");
        var ended = await bench.SettleAsync("m-1");
        await bench.Chain.UndoAsync(ended.Order.Purchase!);
        await process.Watch.TickAsync(Cancellation);
        Assert.True((await process.FindAsync("m-1")).Order.IsUnknown);

        await bench.Chain.TakeNonceAsync(ended.Attempts[^1]);
        var open = await ResolveAsync(process, Finding.Failed, "the swap is not in any pool");
        Assert.Contains($"{ended.Attempts[^1].TransactionHash}", Assert.IsType<ResolutionResult.Conflict>(open).Detail, StringComparison.Ordinal);
        await bench.Chain.MineAsync(5);
        await process.Watch.TickAsync(Cancellation);

        Assert.IsType<ResolutionResult.Conflict>(await ResolveAsync(process, Finding.Completed, $"{ended.Attempts[^1].TransactionHash}"));
        Assert.IsType<ResolutionResult.Resolved>(await ResolveAsync(process, Finding.Failed, null));
        Assert.IsType<ResolutionResult.Resolved>(await ResolveAsync(process, Finding.Failed, null));

        var failed = await process.FindAsync("m-1");
        var state = await process.Book.ReadStateAsync(Cancellation);
        Assert.Equal((JobStatus.Failed, ReasonCode.PurchaseUndone), (failed.Order.Status, failed.Order.Reason));
        Assert.Equal([AttemptState.Succeeded, AttemptState.Superseded], failed.Attempts.Select(attempt => attempt.State));
        Assert.Equal((Zar.Zero, Zar.Zero, 0L, 1L), (state.ConsumedBase, state.TotalSpent, state.Completed, state.Failed));
        Assert.Empty(state.UndoneOrders);
        Assert.Equal(state.GasSpentWei, failed.Order.GasSpentWei);
        Assert.Empty(await bench.Chain.PurchasesAsync());
    }

    [Fact]
    public async Task Order_is_not_watched_any_more_after_the_window()
    {
        await using var bench = await EngineBench.StartAsync(servers, Revenue);
        var process = bench.Start();
        await process.RunAsync("m-1");
        var purchase = (await bench.SettleAsync("m-1")).Order.Purchase!;

        bench.Clock.Advance(WatchedOrder.Window + TimeSpan.FromMinutes(1));
        await bench.Chain.UndoAsync(purchase);
        await process.Watch.TickAsync(Cancellation);

        Assert.False((await process.FindAsync("m-1")).Order.IsUnknown);
    }

    [Fact]
    public async Task Watched_order_whose_row_was_edited_does_not_hide_another_one_that_is_undone()
    {
        await using var bench = await EngineBench.StartAsync(servers, Revenue);
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.SettleAsync("m-1");
        var edited = (await process.Book.ListWatchedAsync(bench.Clock.GetUtcNow() - WatchedOrder.Window, 1, null, Cancellation)).Items.Single();
        var values = WatchedOrder.Values(edited.OrderId, edited.BlockNumber, edited.BlockHash);
        values["blockHash"] = "no hash";
        var write = new TableWrite.Replace(edited.Key, values, edited.ETag);
        Assert.True((await bench.Tables.Table(OrderKeys.Table).SubmitAsync(OrderKeys.Partition, [write], Cancellation)).Applied);
        await bench.RecordRevenueAsync(Revenue);
        await process.RunAsync("m-2");

        await bench.Chain.UndoAsync((await bench.SettleAsync("m-2")).Order.Purchase!);
        await process.Watch.TickAsync(Cancellation);

        Assert.Equal(JobStatus.Completed, (await process.FindAsync("m-1")).Order.Status);
        Assert.True((await process.FindAsync("m-2")).Order.IsUnknown);
    }

    private static Task<ResolutionResult> ResolveAsync(EngineProcess process, Finding finding, string? evidence) =>
        process.Resolution.ResolveAsync(new ResolutionRequest("m-1", finding, "looked at the explorer", evidence, "operator"), Cancellation);
}
