using System.Net;
using System.Numerics;
using System.Text.Json.Nodes;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Servers;
using Nethereum.Util;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>Price sources over the API of the built executable, on a real chain.</summary>
public sealed class PriceSourcesApiTests(TestServers servers)
{
    private const string Source = "BuyOrder__PriceSources__azrZar__";

    /// <summary>The first account of every anvil, and how many transactions the deployment of the market takes.</summary>
    private const string Maker = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    private const int Deployment = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_source_is_told_with_its_value_age_and_verdict_on_preview_order_and_health()
    {
        var address = ContractUtils.CalculateContractAddress(Maker, Deployment);
        await using var api = await ApiOnChain.StartAsync(
            servers,
            new(Source + "Kind", "Feed"), new(Source + "Address", address), new(Source + "Decimals", "8"), new(Source + "MaxAge", "PT1H"),
            new("BuyOrder__InitialParameters__PriceSources", "fixed,azrZar"));

        var (_, without) = await DryRunAsync(api);
        var degraded = await api.GetAsync("/api/health/details");
        await SayFiftyAsync(api, Address.Parse(address));
        var (_, preview) = await DryRunAsync(api);
        await api.RunAsync("priced");
        var order = await api.SettleAsync("m-priced");
        var health = await api.GetAsync("/api/health/details");

        Assert.Equal("price_unavailable", Text(without, "outcome"));
        Assert.Equal([("fixed", "fixed", "counted"), ("azrZar", "feed", "no_contract")], Sources(without));
        Assert.Equal("degraded", Text(degraded, "status"));
        Assert.Contains(degraded["faults"]!.AsArray(), fault => fault!.GetValue<string>().Contains("azrZar", StringComparison.Ordinal));
        Assert.All(
            [preview, order, health],
            told => Assert.Equal([("fixed", "fixed", "counted"), ("azrZar", "feed", "counted")], Sources(told)));
        var feed = order["priceSources"]![1]!;
        Assert.Equal(("50.000000", true), (Text(feed, "price"), feed["independent"]!.GetValue<bool>()));
        Assert.InRange(feed["ageSeconds"]!.GetValue<long>(), 0, 600);
        Assert.Equal(("completed", "50.000000", "up"), (Text(order, "status"), Text(order, "referencePrice"), Text(health, "status")));
    }

    [Fact]
    public async Task Document_that_names_a_source_without_a_setting_is_refused_with_the_names_that_there_are()
    {
        await using var api = await ApiOnChain.StartAsync(
            servers,
            new(Source + "Kind", "Feed"), new(Source + "Address", Maker), new(Source + "Decimals", "8"), new(Source + "MaxAge", "PT1H"));
        var (inForce, document) = await api.SendAsync("GET", "/api/parameters", null);
        foreach (var member in new[] { "version", "changedAt", "changedBy" })
            document.Remove(member);
        document["reason"] = "another source";

        document["priceSources"] = "fixed,ethZar";
        var (refused, problem) = await PutAsync();
        document["priceSources"] = "azrZar";
        var (made, version) = await PutAsync();

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (refused.StatusCode, made.StatusCode));
        Assert.Contains("fixed, azrZar", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("azrZar", Text(version, "priceSources"));
        Assert.Null((await api.GetAsync("/api/parameters"))["depegBps"]);

        Task<(HttpResponseMessage Answer, JsonObject Body)> PutAsync() =>
            api.SendAsync("PUT", "/api/parameters", document.ToJsonString(), ("If-Match", inForce.Headers.ETag!.ToString()));
    }

    private static Task<(HttpResponseMessage Answer, JsonObject Body)> DryRunAsync(ApiOnChain api) =>
        api.SendAsync("POST", "/api/buy-orders", """{"dryRun":true}""");

    private async Task SayFiftyAsync(ApiOnChain api, Address address)
    {
        var (sender, control) = (new AnvilSender(api.Anvil.RpcUrl), new AnvilControl(api.Node));
        var file = ContractFile.Own(await servers.ToolsAsync(), "PriceFeed");
        var maker = await sender.MakerAsync();
        var created = await control.CreatedAsync(await sender.CreateAsync(maker, file, (byte)8));
        Assert.Equal(address, created);
        var now = new BigInteger((await control.ReadAsync(Eth.Block(BlockTag.Latest)))!.Timestamp.ToUnixTimeSeconds());
        var call = sender.Contract(file, address).GetFunction("setRound")
            .GetData(BigInteger.One, new BigInteger(50_00000000), now, now, BigInteger.One);
        await sender.SendAsync(maker, address, call);
        await api.MineAsync(1);
    }

    private static IEnumerable<(string Name, string Kind, string Verdict)> Sources(JsonNode told) =>
        told["priceSources"]!.AsArray().Select(source => (Text(source!, "name"), Text(source!, "kind"), Text(source!, "verdict")));

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
