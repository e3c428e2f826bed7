using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Tests.Functions.Export;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>Buy orders over the API of the built executable, on a real chain that only mines what it is told to.</summary>
public sealed class BuyOrderApiTests(TestServers servers) : IAsyncLifetime
{
    private ApiOnChain api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => api = await ApiOnChain.StartAsync(servers);

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Order_by_hand_is_placed_once_completes_and_is_told_everywhere_alike()
    {
        var (placed, run) = await api.RunAsync("by-hand", """{"note":"month end"}""");
        Assert.Equal(HttpStatusCode.Accepted, placed.StatusCode);
        Assert.Equal("/api/buy-orders/m-by-hand", placed.Headers.Location?.ToString());
        Assert.True(placed.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.False(placed.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(("ordered", "m-by-hand", "pending"), (Text(run, "outcome"), Text(run["order"]!, "id"), Text(run["order"]!, "status")));

        var (again, same) = await api.RunAsync("\"by-hand\"", """{"note":"month end"}""");
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("Idempotency-Replayed")));
        Assert.Equal("m-by-hand", Text(same["order"]!, "id"));
        var (reused, problem) = await api.RunAsync("by-hand", """{"note":"another"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reused.StatusCode);
        Assert.Equal("urn:buyorder:problem:idempotency-conflict", Text(problem, "type"));
        var (other, refused) = await api.RunAsync("other", "");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(("already_active", "m-by-hand"), (Text(refused, "outcome"), Text(refused["order"]!, "id")));

        var order = await api.SettleAsync("m-by-hand");
        AssertCompleted(order);
        AssertAgree(order, await api.GetAsync("/api/metrics"));
        await AssertFundedAsync(order);
        Assert.Equal(["m-by-hand"], await IdsAsync("/api/buy-orders?status=completed"));
        Assert.Empty(await IdsAsync("/api/buy-orders?status=failed"));
        Assert.Empty(await IdsAsync("/api/buy-orders?to=2026-01-01T00:00:00Z"));
        Assert.Equal(
            ["already_active", "ordered"],
            (await api.GetAsync("/api/runs"))["value"]!.AsArray().Select(each => Text(each!, "outcome")));
        var available = await api.GetAsync("/api/revenue/available");
        Assert.Equal(("0.00", "below_minimum"), (Text(available, "available"), Text(available, "verdict")));
    }

    [Fact]
    public async Task Dry_run_shows_what_an_order_would_be_and_places_none()
    {
        var (answer, run) = await api.SendAsync("POST", "/api/buy-orders", """{"dryRun":true}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("ordered", "10000.00"), (Text(run, "outcome"), Text(run["figures"]!, "spend")));
        Assert.InRange(decimal.Parse(Text(run["quote"]!, "amountOut"), CultureInfo.InvariantCulture), 199m, 200m);
        Assert.Null(run["order"]);
        Assert.Empty(await IdsAsync("/api/buy-orders"));
        Assert.Empty((await api.GetAsync("/api/runs"))["value"]!.AsArray());
    }

    [Fact]
    public async Task Two_runs_at_once_place_one_order()
    {
        var runs = await Task.WhenAll(api.RunAsync("left", ""), api.RunAsync("right", ""));

        Assert.Equal(["already_active", "ordered"], runs.Select(run => Text(run.Body, "outcome")).Order());
        Assert.Single(await IdsAsync("/api/buy-orders"));
    }

    [Fact]
    public async Task History_and_metrics_stay_readable_while_the_chain_is_down()
    {
        await api.RunAsync("before", "");
        var order = await api.SettleAsync("m-before");
        await api.Anvil.DisposeAsync();
        await api.App.KillAsync();

        await api.App.WaitUntilReadyAsync();

        Assert.Equal(order.ToJsonString(), (await api.GetAsync("/api/buy-orders/m-before")).ToJsonString());
        AssertAgree(order, await api.GetAsync("/api/metrics"));
    }

    [Fact]
    public async Task Health_details_show_the_chain_and_what_the_wallet_has_for_the_next_order()
    {
        var details = await api.GetAsync("/api/health/details");

        Assert.Equal("up", Text(details, "status"));
        Assert.Equal(api.Market.Wallet.Address.ToString(), Text(details["wallet"]!, "address"));
        Assert.Equal(("100000000", "10000.00"), (Text(details["wallet"]!, "stablecoin"), Text(details["wallet"]!, "neededForNextOrder")));
        Assert.True(details["chain"]!["head"]!.GetValue<long>() > 0);
        Assert.Null(details["openOrder"]);
        await api.RunAsync("open", "");
        Assert.Equal("m-open", Text((await api.GetAsync("/api/health/details"))["openOrder"]!, "id"));
    }

    [Fact]
    public async Task Order_on_hold_makes_health_degraded_with_its_reason_and_the_transaction_that_was_tried()
    {
        await api.RunAsync("held", "");
        var sent = (await api.GetOrderAsync("m-held"))["attempts"]![0]!;
        for (var block = 0; block <= new EngineLimits().BumpAfterBlocks; block++)
            await MineAboveTheCapAsync();
        await api.TickAsync();

        var (answer, details) = await api.SendAsync("GET", "/api/health/details", null);

        var held = details["openOrder"]!["held"]!;
        Assert.Equal((HttpStatusCode.OK, "degraded"), (answer.StatusCode, Text(details, "status")));
        Assert.Equal("fee_too_high", Text(held, "reason"));
        Assert.Equal(Text(sent, "transactionHash"), Text(held["tried"]!, "transactionHash"));
        var fault = Assert.Single(
            details["faults"]!.AsArray(), each => each!.GetValue<string>().StartsWith("Order m-held is on hold", StringComparison.Ordinal))!.GetValue<string>();
        Assert.Contains(Text(held, "reason"), fault, StringComparison.Ordinal);
        Assert.Contains(Text(sent, "transactionHash"), fault, StringComparison.Ordinal);
    }

    /// <summary>A block that has no room for us: its base fee is twice what may ever be paid.</summary>
    private async Task MineAboveTheCapAsync()
    {
        var batch = new RpcBatch();
        var done = batch.Add(RpcRequest.Create(
            "anvil_setNextBlockBaseFeePerGas", isRead: false, json => json.WriteStringValue("0xe8d4a51000"), _ => true));
        await api.Node.SendAsync(batch, Cancellation);
        Assert.True(done.Result);
        await api.MineAsync(1);
    }

    private static void AssertCompleted(JsonObject order)
    {
        Assert.Equal(
            ["completed", "completed", "10000.00", "100000.00", "manual", "month end"],
            Texts(order, "status", "phase", "spend", "revenueBase", "trigger", "note"));
        Assert.InRange(decimal.Parse(Text(order, "tokensAcquired"), CultureInfo.InvariantCulture), 199m, 200m);
        Assert.Matches("^0x[0-9a-f]{64}$", Text(order, "transactionHash"));
        Assert.Matches("^[0-9a-f]{64}$", Text(order, "ledgerRoot"));
        Assert.Matches(@"^\d+\.\d{6}$", Text(order, "pricePerToken"));
        Assert.EndsWith("Z", Text(order, "completedAt"), StringComparison.Ordinal);
        Assert.Equal(["approve", "swap"], order["attempts"]!.AsArray().Select(attempt => Text(attempt!, "kind")));
        Assert.Equal(("50.000000", 31), (Text(order["quote"]!, "midPrice"), order["fill"]!["againstMidBps"]!.GetValue<int>()));
        Assert.Equal((31, 31), (order["fill"]!["againstQuoteMidBps"]!.GetValue<int>(), order["fill"]!["againstReferenceBps"]!.GetValue<int>()));
        Assert.Null(order["quote"]!["choice"]);
        Assert.Equal(Text(order, "transactionHash"), Text(order["attempts"]![1]!, "transactionHash"));
    }

    private async Task AssertFundedAsync(JsonObject order)
    {
        var report = await api.GetAsync("/api/buy-orders/m-by-hand/reconciliation");
        Assert.Equal(
            ["0.00", "100000.00", "100000.00", "0.00", Text(order, "ledgerRoot")],
            Texts(report, "carriedIn", "entriesTotal", "revenueBase", "carriedOut", "ledgerRoot"));
        Assert.True(report["fits"]!.GetValue<bool>(), report["faults"]!.ToJsonString());
        Assert.Equal("100000.00", Text(Assert.Single(report["bySourceAndCurrency"]!.AsArray())!, "originalSales"));
        Assert.Equal(["revenue"], await IdsAsync("/api/buy-orders/m-by-hand/revenue"));
        var entry = await api.GetAsync("/api/revenue/entry?id=revenue");
        Assert.Equal(["m-by-hand", "completed"], Texts(entry["fundedOrder"]!, "id", "status"));

        var csv = await api.App.Client.GetStringAsync(new Uri("/api/export/buy-orders.csv", UriKind.Relative), Cancellation);
        var rows = Rfc4180.Parse(csv);
        Assert.Equal(2, rows.Count);
        var row = rows[0].Zip(rows[1]).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var column in new[] { "id", "note", "status", "spend", "tokensAcquired", "pricePerToken", "transactionHash", "ledgerRoot" })
            Assert.Equal(Text(order, column), row[column]);
        Assert.Equal(("uniswap-v2", "31", "31"), (row["market"], row["fillAgainstMidBps"], row["fillAgainstReferenceBps"]));
    }

    private static void AssertAgree(JsonObject order, JsonObject metrics)
    {
        Assert.Equal(
            Texts(order, "spend", "tokensAcquired", "pricePerToken", "gasSpent", "revenueBase"),
            Texts(metrics, "totalSpent", "tokensAcquired", "averagePricePerToken", "gasSpent", "consumedRevenue"));
        Assert.Equal((1, 1, 0, 0), (
            metrics["executions"]!["total"]!.GetValue<int>(),
            metrics["executions"]!["completed"]!.GetValue<int>(),
            metrics["executions"]!["failed"]!.GetValue<int>(),
            metrics["executions"]!["pending"]!.GetValue<int>()));
        Assert.Equal(1m, metrics["successRate"]!.GetValue<decimal>());
        Assert.Equal(
            """{"count":1,"spend":"10000.00","againstMidAverageBps":31,"againstMidWorstBps":31,"againstReferenceAverageBps":31,"againstReferenceWorstBps":31}""",
            metrics["slippage"]!.ToJsonString());
    }

    private async Task<IEnumerable<string>> IdsAsync(string path) =>
        (await api.GetAsync(path))["value"]!.AsArray().Select(order => Text(order!, "id"));

    private static IEnumerable<string> Texts(JsonNode node, params string[] members) => members.Select(member => Text(node, member));

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
