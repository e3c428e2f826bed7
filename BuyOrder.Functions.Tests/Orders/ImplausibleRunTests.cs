using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Orders.Recovery;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Revenue beyond a limit stops buying, and an operator who has looked at it lets it go on.</summary>
public sealed class ImplausibleRunTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refund_beyond_a_limit_counts_and_stops_buying_until_it_is_confirmed_by_its_id()
    {
        await using var bench = await EngineBench.StartAsync(
            servers, new Zar(100_000_00), With(new PlausibilityLimits { MaxAmount = new Zar(100_000_00) }));
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        await bench.RecordAsync(Refund("back-1", "100000.01"));
        var process = bench.Start();

        var refused = await process.RunAsync("m-1");
        var unnamed = await ConfirmAsync(process);
        var wrong = await ConfirmAsync(process, "back-1", "sale-1");
        var confirmed = await ConfirmAsync(process, "back-1");
        await bench.RecordRevenueAsync(new Zar(1_00));
        var again = await ConfirmAsync(process, "back-1");
        var ordered = await process.RunAsync("m-1");

        Assert.Equal((ReasonCode.ImplausibleRevenue, new Zar(99_999_99)), (refused.Outcome, refused.Figures!.TotalRevenue));
        Assert.Equal(ReasonCode.ImplausibleRevenue, Assert.Single(
            (await process.Book.ListRunsAsync(null, null, 10, null, Cancellation)).Items, run => run.OrderId is null).Outcome);
        Assert.Contains("back-1", Assert.IsType<RevenueConfirmationResult.Refused>(unnamed).Detail, StringComparison.Ordinal);
        Assert.Contains("sale-1", Assert.IsType<RevenueConfirmationResult.Refused>(wrong).Detail, StringComparison.Ordinal);
        Assert.Equal(new RevenueConfirmationResult.Confirmed(1, 0, new Zar(99_999_99)), confirmed);
        var repeated = Assert.IsType<RevenueConfirmationResult.Confirmed>(again);
        Assert.Equal((1, 0), (repeated.Refunds, repeated.Remaining));
        Assert.Equal(ReasonCode.Ordered, ordered.Outcome);
        var audits = (await process.Audit.ListAsync(null, null, 10, null, Cancellation)).Items.Where(audit => audit.Action != AuditAction.OrderPlaced).ToList();
        Assert.All(audits, audit => Assert.Equal((AuditAction.RevenueConfirmed, "operator", "Looked at it."), (audit.Action, audit.Who, audit.Reason)));
        Assert.Equal([null, "back-1"], audits.Select(audit => audit.Evidence));
    }

    [Fact]
    public async Task Refund_that_comes_after_a_confirmation_is_to_be_confirmed_anew()
    {
        await using var bench = await EngineBench.StartAsync(
            servers, new Zar(100_000_00), With(new PlausibilityLimits { MaxAmount = new Zar(100_000_00) }));
        await bench.RecordAsync(Refund("back-1", "100000.01"));
        var process = bench.Start();
        await ConfirmAsync(process, "back-1");
        await bench.RecordAsync(Refund("back-2", "100000.02"));
        for (var i = 0; i < 4; i++)
            await bench.RecordRevenueAsync(new Zar(100_000_00));

        var refused = await process.RunAsync("m-1");
        var old = await ConfirmAsync(process, "back-1");
        var both = await ConfirmAsync(process, "back-1", "back-2");

        Assert.Equal(ReasonCode.ImplausibleRevenue, refused.Outcome);
        Assert.Contains("back-2", Assert.IsType<RevenueConfirmationResult.Refused>(old).Detail, StringComparison.Ordinal);
        Assert.Equal(2, Assert.IsType<RevenueConfirmationResult.Confirmed>(both).Refunds);
        Assert.Equal(ReasonCode.Ordered, (await process.RunAsync("m-1")).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Revenue_that_comes_too_fast_stops_buying_until_it_is_confirmed(bool isOldBook)
    {
        await using var bench = await EngineBench.StartAsync(
            servers, new Zar(100_000_00), With(new PlausibilityLimits { MaxRevenuePerDay = new Zar(100_000_00) }));
        var process = bench.Start();
        var first = await process.RunAsync("m-1");
        await bench.SettleAsync("m-1");
        if (isOldBook)
            await ForgetNewestAsync(bench);
        await bench.RecordRevenueAsync(new Zar(100_000_01));

        var refused = await process.RunAsync("m-2");
        await ConfirmAsync(process);
        await bench.RecordRevenueAsync(new Zar(1));
        var above = await process.RunAsync("m-2");
        await ConfirmAsync(process);
        var ordered = await process.RunAsync("m-2");

        Assert.Equal(
            [ReasonCode.Ordered, ReasonCode.ImplausibleRevenue, ReasonCode.ImplausibleRevenue, ReasonCode.Ordered],
            new[] { first.Outcome, refused.Outcome, above.Outcome, ordered.Outcome });
        Assert.Equal("m-2", (await process.Book.ReadStateAsync(Cancellation)).NewestCounting!.OrderId);
    }

    [Fact]
    public async Task Revenue_as_fast_as_the_limit_is_bought_for_and_costs_no_further_round_trip()
    {
        var usual = await OrderRoundTrips.CountAsync(servers);
        var limits = new PlausibilityLimits { MaxAmount = new Zar(100_000_00), MaxRevenuePerDay = new Zar(100_000_00) };

        // Without an order before it the newest one is looked for once, beside nothing else.
        var limited = await OrderRoundTrips.CountAsync(servers, With(limits));

        Assert.InRange(limited.Storage, 1, usual.Storage + 1);
        Assert.Equal(usual.Chain, limited.Chain);
    }

    private static BusinessParameters With(PlausibilityLimits limits) => EngineBench.Parameters with { Plausibility = limits };

    private static Task<RevenueConfirmationResult> ConfirmAsync(EngineProcess process, params IReadOnlyList<string> ids) =>
        process.Confirmation.ConfirmAsync(new RevenueConfirmationRequest(ids, "Looked at it.", "operator"), Cancellation);

    private static string Refund(string id, string amount) =>
        $$"""
        { "id": "{{id}}", "kind": "refund", "refundOf": "sale-1", "source": "course_sale", "amount": "{{amount}}", "currency": "ZAR",
          "occurredAt": "2026-11-20T10:00:00Z" }
        """;

    /// <summary>The order store as it was before the newest order was remembered in its state.</summary>
    private static Task ForgetNewestAsync(EngineBench bench) =>
        OpenedOrders.ChangeAsync(bench.Tables, state => state with { NewestCounting = null }, Cancellation);
}
