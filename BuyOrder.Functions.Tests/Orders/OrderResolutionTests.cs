using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Domain.Orders;
using BuyOrder.Orders.Recovery;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>The way out of unknown, on a real chain: no words of an operator move money that the chain does not bear out.</summary>
public sealed class OrderResolutionTests(TestServers servers)
{
    private static readonly Zar Revenue = new(100_000_00);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Order_whose_nonce_a_stranger_took_fails_by_an_operator_and_gives_its_base_back()
    {
        await using var bench = await EngineBench.StartAsync(servers, Revenue);
        var process = bench.Start();
        await process.RunAsync("m-1");
        Assert.IsType<ResolutionResult.Conflict>(await ResolveAsync(process, Finding.Failed, null));
        Assert.IsType<ResolutionResult.NotFound>(await ResolveAsync(process, Finding.Failed, null, "m-2"));
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();
        await bench.Chain.TakeNonceAsync((await process.FindAsync("m-1")).Attempts[^1]);
        await bench.Chain.MineAsync(5);
        await BecomeUnknownAsync(bench, process);

        Assert.IsType<ResolutionResult.Conflict>(await ResolveAsync(process, Finding.Completed, $"{OrderExamples.Hash(77)}"));
        var approval = (await process.FindAsync("m-1")).Attempts[0].TransactionHash.ToString();
        var noPurchase = await ResolveAsync(process, Finding.Completed, approval);
        Assert.Contains("no purchase", Assert.IsType<ResolutionResult.NoEvidence>(noPurchase).Detail, StringComparison.Ordinal);
        var resolved = await ResolveAsync(process, Finding.Failed, "ticket 4711");

        var failed = (await process.FindAsync("m-1")).Order;
        Assert.IsType<ResolutionResult.Resolved>(resolved);
        Assert.Equal((JobStatus.Failed, false, ReasonCode.NonceTakenElsewhere), (failed.Status, failed.IsUnknown, failed.Reason));
        Assert.Equal(Zar.Zero, (await process.Book.ReadStateAsync(Cancellation)).ConsumedBase);
        var audits = (await process.Audit.ListAsync(null, null, 100, null, Cancellation)).Items;
        var audit = Assert.Single(audits, each => each.Action != AuditAction.OrderPlaced);
        Assert.Equal(("unknown", "failed"), (audit.Before, audit.After));
        Assert.Equal(("m-1", "operator"), (audits[^1].Subject, audits[^1].Who));
        Assert.Equal(
            ("operator", AuditAction.OrderResolved, "m-1", "looked at the explorer", "ticket 4711"),
            (audit.Who, audit.Action, audit.Subject, audit.Reason, audit.Evidence));
    }

    [Fact]
    public async Task Order_whose_bytes_an_old_copy_lacks_completes_with_the_purchase_that_it_made()
    {
        await using var bench = await EngineBench.StartAsync(servers, Revenue);
        var process = bench.Start();
        await process.RunAsync("m-1");
        var completed = await bench.SettleAsync("m-1");
        await bench.RecordRevenueAsync(Revenue);
        var copy = await ReservedOnlyAsync(bench, "m-2");
        await process.AdvanceAsync();
        var lost = (await bench.SettleAsync("m-2")).Order.Purchase!;

        await copy.RestoreAsync(bench.Tables);
        process = bench.Start();
        await bench.Chain.MineAsync(3);
        await BecomeUnknownAsync(bench, process, "m-2");
        var claim = await ResolveAsync(process, Finding.Failed, null, "m-2");
        Assert.Contains($"{lost.TransactionHash}", Assert.IsType<ResolutionResult.Conflict>(claim).Detail, StringComparison.Ordinal);
        var other = await ResolveAsync(process, Finding.Completed, $"{completed.Order.Purchase!.TransactionHash}", "m-2");
        Assert.Contains("belongs to order m-1", Assert.IsType<ResolutionResult.NoEvidence>(other).Detail, StringComparison.Ordinal);
        Assert.IsType<ResolutionResult.Resolved>(await ResolveAsync(process, Finding.Completed, $"{lost.TransactionHash}", "m-2"));

        Assert.Equal("m-2", await process.Book.FindOwnerAsync(lost.TransactionHash, Cancellation));
        await bench.AssertBooksAgreeAsync(completed: 2);
    }

    /// <summary>The order store as it is between the reservation of an order and its first transaction.</summary>
    private static async Task<OrderBackup> ReservedOnlyAsync(EngineBench bench, string orderId)
    {
        var book = bench.Start().Book;
        for (var effect = 1; await book.FindAsync(orderId, Cancellation) is null; effect++)
        {
            var dying = bench.Start(new CrashPlan(effect, after: true));
            await Assert.ThrowsAsync<CrashException>(() => dying.RunAsync(orderId));
        }

        Assert.Empty((await book.FindAsync(orderId, Cancellation))!.Attempts);
        return await OrderBackup.TakeAsync(bench.Tables);
    }

    private static async Task BecomeUnknownAsync(EngineBench bench, EngineProcess process, string orderId = "m-1")
    {
        await process.AdvanceAsync();
        bench.Clock.Advance(new EngineLimits().ForeignNoncePatience);
        for (var look = 0; look < new EngineLimits().ForeignNonceLooks; look++)
        {
            await bench.Chain.MineAsync();
            await process.AdvanceAsync();
        }

        Assert.True((await process.FindAsync(orderId)).Order.IsUnknown);
    }

    private static Task<ResolutionResult> ResolveAsync(EngineProcess process, Finding finding, string? evidence, string orderId = "m-1") =>
        process.Resolution.ResolveAsync(new ResolutionRequest(orderId, finding, "looked at the explorer", evidence, "operator"), Cancellation);
}
