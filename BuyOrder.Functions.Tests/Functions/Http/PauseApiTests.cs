using System.Net;
using System.Text.Json.Nodes;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>Pause and resume over the API of the built executable, on a real chain.</summary>
public sealed class PauseApiTests(TestServers servers)
{
    [Fact]
    public async Task Pause_stops_buying_names_what_is_on_its_way_and_is_shown_until_buying_goes_on()
    {
        await using var api = await ApiOnChain.StartAsync(servers);
        var (_, run) = await api.RunAsync("first");

        var paused = await PostAsync(api, "/api/pause", "audit");
        var again = await PostAsync(api, "/api/pause", "another reason");
        var (refused, outcome) = await api.RunAsync("second");
        var details = (await api.SendAsync("GET", "/api/health/details", null)).Body;
        var metrics = await api.GetAsync("/api/metrics");
        var resumed = await PostAsync(api, "/api/resume", "all is well");
        var after = (await api.SendAsync("GET", "/api/health/details", null)).Body;

        Assert.Equal("ordered", (string?)run["outcome"]);
        Assert.Equal((true, "operator", "audit"), ((bool)paused["paused"]!, (string?)paused["by"], (string?)paused["reason"]));
        var pending = Assert.Single(paused["transactions"]!.AsArray())!;
        Assert.Equal(("m-first", "approve", "sent"), ((string?)pending["orderId"], (string?)pending["kind"], (string?)pending["state"]));
        Assert.Equal(paused.ToJsonString(), again.ToJsonString());
        Assert.Equal((HttpStatusCode.OK, "paused"), (refused.StatusCode, (string?)outcome["outcome"]));
        Assert.Equal("degraded", (string?)details["status"]);
        Assert.Contains($"Buying is paused since {paused["since"]} by operator: audit.", details["faults"]!.AsArray().Select(fault => (string?)fault));
        Assert.Equal((string?)paused["since"], (string?)details["pause"]!["since"]);
        Assert.Equal((true, "audit"), ((bool)metrics["pause"]!["paused"]!, (string?)metrics["pause"]!["reason"]));
        Assert.Equal((false, "all is well"), ((bool)resumed["paused"]!, (string?)resumed["reason"]));
        Assert.Null(resumed["transactions"]);
        Assert.DoesNotContain(after["faults"]!.AsArray(), fault => ((string)fault!).StartsWith("Buying is paused", StringComparison.Ordinal));
        Assert.Equal("completed", (string?)(await api.SettleAsync("m-first"))["status"]);
    }

    private static async Task<JsonObject> PostAsync(ApiOnChain api, string path, string reason)
    {
        var (answer, body) = await api.SendAsync("POST", path, $$"""{"reason":"{{reason}}"}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return body;
    }
}
