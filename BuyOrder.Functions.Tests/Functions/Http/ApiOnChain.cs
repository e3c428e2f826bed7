using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.Servers;
using BuyOrder.Local.Worker;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;
using Nethereum.Hex.HexTypes;
using Nethereum.Web3;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>The built app with 100 000 ZAR of revenue, on a storage and a real chain of its own that only mines what it is told to.</summary>
internal sealed class ApiOnChain : IAsyncDisposable
{
    /// <summary>An order needs about ten ticks with a block each.</summary>
    private const int MaxTicks = 60;

    private readonly DeployedChain chain;

    private ApiOnChain(DeployedChain chain, HostedApp app, string tablePrefix) =>
        (this.chain, App, TablePrefix) = (chain, app, tablePrefix);

    public Anvil Anvil => chain.Anvil;

    public IEthereumNode Node => chain.Node;

    public LocalMarket Market => chain.Market;

    public HostedApp App { get; }

    /// <summary>Of the app's tables.</summary>
    public string TablePrefix { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ApiOnChain> StartAsync(TestServers servers, params KeyValuePair<string, string>[] more)
    {
        var chain = await servers.Chains.TakeAsync(mines: true);
        var settings = RunSettings.For(chain.Market, chain.Anvil.RpcUrl.ToString(), (await servers.AzuriteAsync()).TablesUrl);
        foreach (var setting in more)
            settings = settings.With(setting);
        return await StartAsync(chain, settings.Values[RunSettings.TablePrefix], HostedApp.StartAsync(servers, Given(settings)));
    }

    /// <param name="servers">Start the chain.</param>
    /// <param name="prepare">Changes the chain before the app starts, and says what that adds to the settings.</param>
    public static async Task<ApiOnChain> StartAsync(TestServers servers, Func<DeployedChain, Task<IReadOnlyList<KeyValuePair<string, string>>>> prepare)
    {
        var chain = await servers.Chains.TakeAsync(mines: true);
        var settings = RunSettings.For(chain.Market, chain.Anvil.RpcUrl.ToString(), (await servers.AzuriteAsync()).TablesUrl);
        foreach (var setting in await prepare(chain))
            settings = settings.With(setting);
        return await StartAsync(chain, settings.Values[RunSettings.TablePrefix], HostedApp.StartAsync(servers, Given(settings)));
    }

    /// <summary>The app from another folder.</summary>
    /// <param name="servers">Own its processes.</param>
    /// <param name="folder">Where its package was opened.</param>
    /// <param name="changes">Over the settings for the market; null takes one away.</param>
    public static async Task<ApiOnChain> StartPackageAsync(
        TestServers servers, string folder, Func<LocalMarket, IReadOnlyList<(string Name, string? Value)>> changes)
    {
        var chain = await servers.Chains.TakeAsync(mines: true);
        var settings = RunSettings.For(chain.Market, chain.Anvil.RpcUrl.ToString(), (await servers.AzuriteAsync()).TablesUrl);
        return await StartAsync(
            chain,
            settings.Values[RunSettings.TablePrefix],
            HostedApp.StartFromAsync(servers, folder, [.. Given(settings), .. changes(chain.Market)]));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await chain.DisposeAsync();
    }

    private static (string Name, string? Value)[] Given(AppSettings settings) =>
        [.. settings.Values.Select(setting => (setting.Key, (string?)setting.Value))];

    private static async Task<ApiOnChain> StartAsync(DeployedChain chain, string tablePrefix, Task<HostedApp> app)
    {
        var api = new ApiOnChain(chain, await app, tablePrefix);
        await api.RecordAsync("revenue", 100_000.00m);
        return api;
    }

    public Task RecordAsync(string id, decimal amount) =>
        SendAsync("POST", "/api/revenue", Encoding.UTF8.GetString(SampleRevenue.Sale(id, amount)));

    public Task<(HttpResponseMessage Answer, JsonObject Body)> RunAsync(string key, string body = "") =>
        SendAsync("POST", "/api/buy-orders", body, ("Idempotency-Key", key));

    public Task<JsonObject> GetOrderAsync(string id) => GetAsync($"/api/buy-orders/{id}");

    /// <summary>Mines and ticks until the order ends.</summary>
    public async Task<JsonObject> SettleAsync(string id)
    {
        for (var tick = 0; tick < MaxTicks; tick++)
        {
            if (await GetOrderAsync(id) is var order && order["status"]!.GetValue<string>() != "pending")
                return order;
            await MineAsync(1);
            await TickAsync();
        }
        throw new InvalidOperationException($"{id} is still pending: {(await GetOrderAsync(id)).ToJsonString()}");
    }

    public async Task TickAsync() =>
        Assert.Equal(InvocationResult.Success, await App.Host.FireAsync("SettleBuyOrders"));

    /// <summary>A second lies between any two of them.</summary>
    public Task MineAsync(int blocks) => new Web3(Anvil.RpcUrl.AbsoluteUri).Client
        .SendRequestAsync<object>("anvil_mine", null, new HexBigInteger(blocks), new HexBigInteger(1));

    public async Task<JsonObject> GetAsync(string path)
    {
        var (answer, body) = await SendAsync("GET", path, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return body;
    }

    public Task<(HttpResponseMessage Answer, JsonObject Body)> SendAsync(
        string method, string path, string? body, params (string Name, string Value)[] headers) =>
        App.Client.SendForObjectAsync(method, path, body, headers);
}
