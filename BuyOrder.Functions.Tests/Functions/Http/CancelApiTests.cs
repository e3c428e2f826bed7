using System.Net;
using System.Text.Json.Nodes;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>Cancels over the API of the built executable, on a real chain that only mines what it is told to.</summary>
public sealed class CancelApiTests(TestServers servers) : IAsyncLifetime
{
    private ApiOnChain api = null!;

    public async ValueTask InitializeAsync() => api = await ApiOnChain.StartAsync(servers);

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Swap_that_is_not_mined_is_cancelled_and_its_revenue_buys_with_the_next_order()
    {
        await api.RunAsync("stuck");
        await HoldBlocksAsync();
        await api.TickAsync();
        var swap = (await api.GetOrderAsync("m-stuck"))["attempts"]!.AsArray()[^1]!;

        var (answer, underWay) = await CancelAsync("m-stuck", "the price is old");
        var (repeated, same) = await CancelAsync("m-stuck", "another reason");
        var cancel = underWay["attempts"]!.AsArray()[^1]!;
        Assert.True(Text(cancel, "kind") == "cancel", underWay.ToJsonString());
        var ended = await api.SettleAsync("m-stuck");
        Assert.True(Text(ended, "status") == "failed", ended.ToJsonString());
        var (last, known) = await CancelAsync("m-stuck", "a third reason");
        var (_, run) = await api.RunAsync("next");
        Assert.True(Text(run, "outcome") == "ordered", run.ToJsonString());
        var next = await api.SettleAsync("m-next");

        Assert.Equal(("swap", "sent"), (Text(swap, "kind"), Text(swap, "state")));
        Assert.Equal((HttpStatusCode.Accepted, "pending"), (answer.StatusCode, Text(underWay, "status")));
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal(("operator", "the price is old"), (Text(underWay["cancel"]!, "by"), Text(underWay["cancel"]!, "reason")));
        Assert.Equal(("cancel", "sent", swap["nonce"]!.GetValue<long>()), (Text(cancel, "kind"), Text(cancel, "state"), cancel["nonce"]!.GetValue<long>()));
        Assert.Equal((HttpStatusCode.Accepted, "the price is old"), (repeated.StatusCode, Text(same["cancel"]!, "reason")));
        Assert.Equal(("failed", "cancelled", "0"), (Text(ended, "status"), Text(ended, "reason"), ended["tokensAcquiredRaw"]?.ToString() ?? "0"));
        Assert.Equal((HttpStatusCode.OK, ended.ToJsonString()), (last.StatusCode, known.ToJsonString()));
        Assert.Equal(("completed", "100000.00"), (Text(next, "status"), Text(next, "revenueBase")));
        var audit = (await api.GetAsync("/api/audit?action=order_cancel_requested"))["value"]!.AsArray();
        Assert.Equal(("m-stuck", "the price is old"), (Text(Assert.Single(audit)!, "subject"), Text(audit[0]!, "reason")));
        Assert.Null((await api.GetAsync("/api/ledger/verify"))["firstFault"]);
    }

    [Fact]
    public async Task Order_that_a_pause_holds_is_cancelled_and_what_is_no_open_order_is_not()
    {
        await api.RunAsync("held");
        await api.MineAsync(1);
        await api.SendAsync("POST", "/api/pause", """{"reason":"a look"}""");
        await api.TickAsync();

        var (answer, order) = await CancelAsync("m-held", "not wanted");
        var ended = await api.SettleAsync("m-held");
        var (missing, _) = await CancelAsync("m-none", "x");
        var (invalid, faults) = await api.SendAsync("POST", "/api/buy-orders/m-held/cancel", """{"why":"x"}""");
        await api.SendAsync("POST", "/api/resume", """{"reason":"done"}""");
        await api.RunAsync("bought");
        await api.SettleAsync("m-bought");
        var (late, problem) = await CancelAsync("m-bought", "too late");

        Assert.Equal((HttpStatusCode.Accepted, null), (answer.StatusCode, order["held"]));
        Assert.Single(ended["attempts"]!.AsArray());
        Assert.Equal(("failed", "cancelled"), (Text(ended, "status"), Text(ended, "reason")));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, invalid.StatusCode);
        Assert.Equal(["reason", "why"], faults["errors"]!.AsObject().Select(error => error.Key).Order());
        Assert.Equal((HttpStatusCode.Conflict, "Order m-bought has completed already."), (late.StatusCode, Text(problem, "detail")));
    }

    private Task<(HttpResponseMessage Answer, JsonObject Body)> CancelAsync(string id, string reason) =>
        api.SendAsync("POST", $"/api/buy-orders/{id}/cancel", $$"""{"reason":"{{reason}}"}""");

    /// <summary>From now on a transaction waits for a block.</summary>
    private async Task HoldBlocksAsync()
    {
        var batch = new RpcBatch();
        var done = batch.Add(RpcRequest.Create("evm_setAutomine", isRead: false, json => json.WriteBooleanValue(false), _ => true));
        await api.Node.SendAsync(batch, TestContext.Current.CancellationToken);
        Assert.True(done.Result);
    }

    private static string? Text(JsonNode node, string member) => (string?)node[member];
}
