using System.Text.Json.Nodes;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>The built app with both markets in its settings.</summary>
public sealed class BestMarketApiTests(TestServers servers)
{
    [Fact]
    public async Task Order_shows_what_each_market_offered_and_was_bought_at_the_better_one()
    {
        await using var api = await ApiOnChain.StartAsync(servers, chain => PrepareAsync(chain, pool: 500, fees: "500"));

        await api.RunAsync("best", "");
        var order = await api.SettleAsync("m-best");

        Assert.Equal("uniswap-v3", Text(order["quote"]!, "market"));
        var choice = order["quote"]!["choice"]!;
        Assert.Null(choice["nativePrice"]);
        Assert.Matches(@"^\d+$", Text(choice, "feePerGas"));
        var markets = choice["markets"]!.AsArray();
        Assert.Equal(["uniswap-v2", "uniswap-v3"], markets.Select(market => Text(market!, "market")));
        Assert.All(markets, market => Assert.Equal(("10000.00", Text(market!, "amountOut")), (Text(market!, "spend"), Text(market!, "net"))));
        Assert.Equal(Text(order["quote"]!, "amountOut"), Text(markets[1]!, "amountOut"));
        Assert.Equal(6, order["fill"]!["againstMidBps"]!.GetValue<int>());
        Assert.Equal("up", Text(await api.GetAsync("/api/health/details"), "status"));
    }

    [Fact]
    public async Task Closed_market_is_named_in_health_and_on_the_order_while_the_other_is_bought_at()
    {
        await using var api = await ApiOnChain.StartAsync(servers, chain => PrepareAsync(chain, pool: 500, fees: "3000"));

        var health = await api.GetAsync("/api/health/details");
        await api.RunAsync("other", "");
        var order = await api.SettleAsync("m-other");

        var fault = Assert.Single(health["faults"]!.AsArray())!.GetValue<string>();
        Assert.Equal("degraded", Text(health, "status"));
        Assert.StartsWith("uniswap-v3: The v3 factory has no pool of", fault, StringComparison.Ordinal);
        var left = order["quote"]!["choice"]!["markets"]![1]!;
        Assert.Equal(("market_unavailable", $"uniswap-v3: {Text(left, "detail")}"), (Text(left, "reason"), fault));
        Assert.Equal(("uniswap-v2", "completed"), (Text(order["quote"]!, "market"), Text(order, "status")));
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> PrepareAsync(DeployedChain chain, int pool, string fees)
    {
        var sender = new AnvilSender(chain.Anvil.RpcUrl);
        var v3 = await UniswapV3Contracts.DeployAsync(new AnvilControl(chain.Node), sender, chain.Tools, await sender.MakerAsync());
        await v3.AddPoolAsync(chain.Market, pool, 1_000_000_000, 20_000_000);
        return
        [
            new("BuyOrder__V3Router", v3.Router.ToString()),
            new("BuyOrder__V3Quoter", v3.Quoter.ToString()),
            new("BuyOrder__V3Fees", fees),
        ];
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
