using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Testing.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>The whole app on a node that cannot run a purchase before it is sent.</summary>
public sealed class BlindNodeApiTests(TestServers servers)
{
    [Fact]
    public async Task Health_names_the_node_and_runs_buy_nothing()
    {
        await using var node = await BlindNode.StartAsync();
        await using var api = await ApiOnChain.StartAsync(servers, new KeyValuePair<string, string>("BuyOrder__RpcUrls", node.Address));
        node.Behind = api.Anvil.RpcUrl;

        var (_, run) = await api.RunAsync("blind");
        var health = await api.GetAsync("/api/health/details");

        Assert.Equal("simulation_unsupported", run["outcome"]!.GetValue<string>());
        Assert.Equal(("degraded", "up"), (health["status"]!.GetValue<string>(), health["chain"]!["status"]!.GetValue<string>()));
        Assert.Contains("127.0.0.1", Assert.Single(health["faults"]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal);
    }

    /// <summary>A proxy in front of a node that refuses a third parameter of eth_call, and knows no eth_simulateV1.</summary>
    private sealed class BlindNode(WebApplication app) : IAsyncDisposable
    {
        public string Address => app.Urls.Single();

        public Uri? Behind { get; set; }

        public static async Task<BlindNode> StartAsync()
        {
            var app = LoopbackApp.Create();
            var node = new BlindNode(app);
            app.Run(node.PassAsync);
            await app.StartAsync(TestContext.Current.CancellationToken);
            return node;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task PassAsync(HttpContext context)
        {
            var body = await HttpRelay.ReadBodyAsync(context.Request);
            var asked = JsonNode.Parse(body)!;
            var calls = asked is JsonArray batch ? batch.Select(call => call!).ToList() : [asked];
            if (!calls.Exists(IsRefused))
            {
                using var relay = new HttpRelay(Behind!);
                var answer = await relay.SendAsync(HttpRelay.RelayedRequest.Of(context), body, context.RequestAborted);
                await answer.WriteAsync(context.Response);
                return;
            }

            var answers = calls.Select(call => (JsonNode)new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = call["id"]!.DeepClone(),
                ["error"] = call["method"]!.GetValue<string>() == "eth_call"
                    ? new JsonObject { ["code"] = -32602, ["message"] = "too many arguments, want at most 2" }
                    : new JsonObject { ["code"] = -32601, ["message"] = "the method does not exist" },
            }).ToArray();
            context.Response.ContentType = "application/json";
            var written = asked is JsonArray ? new JsonArray(answers).ToJsonString() : answers[0].ToJsonString();
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(written), context.RequestAborted);
        }

        private static bool IsRefused(JsonNode call) =>
            call["method"]!.GetValue<string>() == "eth_simulateV1"
            || (call["method"]!.GetValue<string>() == "eth_call" && call["params"]!.AsArray().Count > 2);
    }
}
