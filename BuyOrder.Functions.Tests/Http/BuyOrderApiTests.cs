using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Tests.Hosting;
using BuyOrder.Functions.Tests.Servers;
using BuyOrder.Local;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;

namespace BuyOrder.Functions.Tests.Http;

/// <summary>Buy orders over the API of the built executable, on a real chain that only mines what it is told to.</summary>
public sealed class BuyOrderApiTests(TestServers servers) : IAsyncLifetime
{
    /// <summary>An order needs about ten ticks with a block each.</summary>
    private const int MaxTicks = 60;

    private Anvil anvil = null!;
    private JsonRpcNode node = null!;
    private HttpClient nodeHttp = null!;
    private LocalMarket market = null!;
    private HandlerProcess handler = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        anvil = await servers.StartAnvilAsync(new AnvilOptions(), Cancellation);
        nodeHttp = new HttpClient();
        node = new JsonRpcNode(nodeHttp, anvil.RpcUrl, new JsonRpcOptions(), TimeProvider.System);
        market = await LocalMarket.DeployAsync(node, await servers.ToolsAsync(), Cancellation);
        var settings = HandlerSettings.For(market, anvil.RpcUrl.ToString(), (await servers.AzuriteAsync()).TablesUrl).Values;
        handler = await HandlerProcess.StartAsync(servers, [.. settings.Select(setting => (setting.Key, (string?)setting.Value))]);
        await SendAsync("POST", "/api/revenue", Encoding.UTF8.GetString(SampleRevenue.Sale("revenue", 100_000.00m)));
    }

    public async ValueTask DisposeAsync()
    {
        await handler.DisposeAsync();
        nodeHttp.Dispose();
        await anvil.DisposeAsync();
    }

    [Fact]
    public async Task Order_by_hand_is_placed_once_completes_and_is_told_everywhere_alike()
    {
        var (placed, run) = await PostAsync("by-hand", """{"note":"month end"}""");
        Assert.Equal(HttpStatusCode.Accepted, placed.StatusCode);
        Assert.Equal("/api/buy-orders/m-by-hand", placed.Headers.Location?.ToString());
        Assert.Equal(("ordered", "m-by-hand", "pending"), (Text(run, "outcome"), Text(run["order"]!, "id"), Text(run["order"]!, "status")));

        var (again, same) = await PostAsync("by-hand", """{"note":"month end"}""");
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal("m-by-hand", Text(same["order"]!, "id"));
        var (reused, problem) = await PostAsync("by-hand", """{"note":"another"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reused.StatusCode);
        Assert.Equal("urn:buyorder:problem:idempotency-conflict", Text(problem, "type"));
        var (other, refused) = await PostAsync("other", "");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(("already_active", "m-by-hand"), (Text(refused, "outcome"), Text(refused["order"]!, "id")));

        var order = await SettleAsync("m-by-hand");
        AssertCompleted(order);
        AssertAgree(order, await GetAsync("/api/metrics"));
        Assert.Equal(["m-by-hand"], await IdsAsync("/api/buy-orders?status=completed"));
        Assert.Empty(await IdsAsync("/api/buy-orders?status=failed"));
        Assert.Empty(await IdsAsync("/api/buy-orders?to=2026-01-01T00:00:00Z"));
        Assert.Equal(
            ["already_active", "ordered"],
            (await GetAsync("/api/runs"))["value"]!.AsArray().Select(each => Text(each!, "outcome")));
        var available = await GetAsync("/api/revenue/available");
        Assert.Equal(("0.00", "below_minimum"), (Text(available, "available"), Text(available, "verdict")));
    }

    [Fact]
    public async Task Dry_run_shows_what_an_order_would_be_and_places_none()
    {
        var (answer, run) = await SendAsync("POST", "/api/buy-orders", """{"dryRun":true}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("ordered", "10000.00"), (Text(run, "outcome"), Text(run["figures"]!, "spend")));
        Assert.InRange(decimal.Parse(Text(run["quote"]!, "amountOut"), CultureInfo.InvariantCulture), 199m, 200m);
        Assert.Null(run["order"]);
        Assert.Empty(await IdsAsync("/api/buy-orders"));
        Assert.Empty((await GetAsync("/api/runs"))["value"]!.AsArray());
    }

    [Fact]
    public async Task Two_runs_at_once_place_one_order()
    {
        var runs = await Task.WhenAll(PostAsync("left", ""), PostAsync("right", ""));

        Assert.Equal(["already_active", "ordered"], runs.Select(run => Text(run.Body, "outcome")).Order());
        Assert.Single(await IdsAsync("/api/buy-orders"));
    }

    [Fact]
    public async Task History_and_metrics_stay_readable_while_the_chain_is_down()
    {
        await PostAsync("before", "");
        var order = await SettleAsync("m-before");
        await anvil.DisposeAsync();
        await handler.KillAsync();

        await handler.RestartAsync();

        Assert.Equal(order.ToJsonString(), (await GetAsync("/api/buy-orders/m-before")).ToJsonString());
        AssertAgree(order, await GetAsync("/api/metrics"));
    }

    [Fact]
    public async Task Health_details_show_the_chain_and_what_the_wallet_has_for_the_next_order()
    {
        var details = await GetAsync("/api/health/details");

        Assert.Equal("up", Text(details, "status"));
        Assert.Equal(market.Wallet.Address.ToString(), Text(details["wallet"]!, "address"));
        Assert.Equal(("100000000", "10000.00"), (Text(details["wallet"]!, "stablecoin"), Text(details["wallet"]!, "neededForNextOrder")));
        Assert.True(details["chain"]!["head"]!.GetValue<long>() > 0);
        Assert.Null(details["openOrder"]);
        await PostAsync("open", "");
        Assert.Equal("m-open", Text((await GetAsync("/api/health/details"))["openOrder"]!, "id"));
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
        Assert.Equal(Text(order, "transactionHash"), Text(order["attempts"]![1]!, "transactionHash"));
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
    }

    private async Task<JsonObject> SettleAsync(string id)
    {
        for (var tick = 0; tick < MaxTicks; tick++)
        {
            var order = await GetAsync($"/api/buy-orders/{id}");
            if (Text(order, "status") != "pending")
                return order;
            var mining = new RpcBatch();
            var mined = mining.Add(DevelopmentNode.Mine(1, intervalSeconds: 1));
            await node.SendAsync(mining, Cancellation);
            _ = mined.Result;
            Assert.Equal(HostOutcome.Succeeded, (await handler.Host.InvokeAsync("SettleBuyOrders", HostEnvelope.Timer("timer"))).Outcome);
        }
        throw new InvalidOperationException($"{id} is still pending: {(await GetAsync($"/api/buy-orders/{id}")).ToJsonString()}");
    }

    private async Task<IEnumerable<string>> IdsAsync(string path) =>
        (await GetAsync(path))["value"]!.AsArray().Select(order => Text(order!, "id"));

    private Task<(HttpResponseMessage Answer, JsonObject Body)> PostAsync(string key, string body) =>
        SendAsync("POST", "/api/buy-orders", body, ("Idempotency-Key", key));

    private async Task<JsonObject> GetAsync(string path)
    {
        var (answer, body) = await SendAsync("GET", path, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return body;
    }

    private async Task<(HttpResponseMessage Answer, JsonObject Body)> SendAsync(
        string method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        var answer = await handler.Client.SendAsync(request, Cancellation);
        return (answer, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!.AsObject());
    }

    private static IEnumerable<string> Texts(JsonNode node, params string[] members) => members.Select(member => Text(node, member));

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
