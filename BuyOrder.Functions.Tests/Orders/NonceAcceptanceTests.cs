using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Orders.Recovery;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>The wallet's nonce runs ahead of the order store: another holder used the key, or the store is an old copy.</summary>
public sealed class NonceAcceptanceTests(TestServers servers)
{
    private static readonly Zar Revenue = new(100_000_00);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nonce_that_a_stranger_used_stops_buying_until_an_operator_accepts_it()
    {
        await using var bench = await EngineBench.StartAsync(servers, Revenue);
        var process = bench.Start();
        Assert.IsType<AcceptanceResult.Refused>(await AcceptAsync(bench, process, 0));
        await process.RunAsync("m-1");
        Assert.IsType<AcceptanceResult.Conflict>(await AcceptAsync(bench, process, 2));
        await bench.SettleAsync("m-1");
        await bench.RecordRevenueAsync(Revenue);

        await bench.Chain.SendAsStrangerAsync();
        await bench.Chain.MineAsync();
        Assert.Equal(ReasonCode.ForeignNonce, (await process.RunAsync("m-2")).Outcome);
        Assert.Contains("final", (await AcceptAsync(bench, process, 3)).Detail, StringComparison.Ordinal);
        await bench.Chain.MineAsync(3);

        Assert.IsType<AcceptanceResult.Conflict>(await AcceptAsync(bench, process, 4));
        Assert.IsType<AcceptanceResult.Accepted>(await AcceptAsync(bench, process, 3, "moved gas by hand"));
        Assert.IsType<AcceptanceResult.Accepted>(await AcceptAsync(bench, process, 3, "moved gas by hand"));
        var audit = Assert.Single((await process.Audit.ListAsync(null, null, 100, null, Cancellation)).Items, each => each.Action != AuditAction.OrderPlaced);
        Assert.Equal(
            (AuditAction.NonceAccepted, bench.Contracts.Wallet.Address.ToString(), "operator", "moved gas by hand"),
            (audit.Action, audit.Subject, audit.Who, audit.Evidence));
        Assert.Equal(ReasonCode.Ordered, (await process.RunAsync("m-2")).Outcome);
        Assert.Equal([3L, 4L], (await bench.SettleAsync("m-2")).Attempts.Select(attempt => attempt.Nonce));
        await bench.AssertBooksAgreeAsync(completed: 2);
    }

    [Fact]
    public async Task Store_restored_from_an_old_copy_names_the_purchases_it_lacks_and_buys_nothing()
    {
        await using var bench = await EngineBench.StartAsync(servers, Revenue);
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.SettleAsync("m-1");
        var copy = await OrderBackup.TakeAsync(bench.Tables);
        await bench.RecordRevenueAsync(Revenue);
        await process.RunAsync("m-2");
        var lost = (await bench.SettleAsync("m-2")).Order.Purchase!;

        await copy.RestoreAsync(bench.Tables);
        bench.Clock.Advance(TimeSpan.FromMinutes(5));
        process = bench.Start();
        await process.Watch.TickAsync(Cancellation);
        var run = await process.RunAsync("m-3");

        Assert.Equal(ReasonCode.StoreOutdated, run.Outcome);
        Assert.Contains($"{lost.TransactionHash}", run.Detail, StringComparison.Ordinal);
        Assert.Contains($"{lost.SpentUnits} units of stablecoin for {lost.TokensAcquired}", run.Detail, StringComparison.Ordinal);
        Assert.Null((await process.Book.ReadStateAsync(Cancellation)).OpenOrderId);
        Assert.Equal(
            ReasonCode.StoreOutdated, (await process.Book.ListRunsAsync(null, null, 1, null, Cancellation)).Items[0].Outcome);
        var unnamed = await AcceptAsync(bench, process, 4, "all is well");
        Assert.IsType<AcceptanceResult.Refused>(unnamed);
        Assert.Contains($"{lost.TransactionHash}", unnamed.Detail, StringComparison.Ordinal);
        Assert.IsType<AcceptanceResult.Accepted>(await AcceptAsync(bench, process, 4, $"m-2 bought in {lost.TransactionHash}"));
        Assert.Equal(ReasonCode.Ordered, (await process.RunAsync("m-3")).Outcome);
    }

    private static Task<AcceptanceResult> AcceptAsync(EngineBench bench, EngineProcess process, long nonce, string? evidence = null) =>
        process.Acceptance.AcceptAsync(
            new NonceAcceptanceRequest(Address.Parse(bench.Contracts.Wallet.Address.ToString()), nonce, "known", evidence, "operator"), Cancellation);
}
