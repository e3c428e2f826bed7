using BuyOrder.Domain.Treasury;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>
/// Two instances of the app on the same tables and on three nodes, all behind faulty proxies, with runs by hand and by schedule, ticks and
/// batches of messages at the same time; and then calm.
/// </summary>
internal sealed class OrdersUnderFire : IAsyncDisposable
{
    private const int Nodes = 3;
    private const int BatchesAhead = 3;
    private const int BatchSize = 12;

    /// <summary>Beside the named moments, an instance dies anywhere about once in this many rounds.</summary>
    private const int RoundsPerDeath = 100;

    /// <summary>Ticks in fair weather within which the last order must have ended.</summary>
    private const int MaxCalmTicks = 200;

    /// <summary>A round ends with a call; a call that hangs does not hold up the others.</summary>
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(2);

    /// <summary>No order has ended for so long: something is stuck.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Storm storm;
    private readonly Random random;
    private readonly MomentWalk walk;
    private readonly HttpClient http = new();
    private readonly List<ChaosApp> instances = [];
    private readonly List<AppCalls> calls = [];
    private readonly List<string> boundKeys = [];
    private Anvil anvil = null!;
    private Weather weather = null!;
    private volatile int ended;
    private int keys = 1;

    private OrdersUnderFire(int seed)
    {
        storm = new Storm(seed);
        random = storm.RandomFor("conductor");
        walk = new MomentWalk([.. Moments.OfOrders, .. Moments.OfMessages], storm.RandomFor("moments"));
        Revenue = new RevenueStream(storm.RandomFor("revenue"));
    }

    public Storm Storm => storm;

    public RevenueStream Revenue { get; }

    public ChaosChain Chain { get; private set; } = null!;

    /// <summary>The tables without a proxy.</summary>
    public ITableStore Tables { get; private set; } = null!;

    /// <summary>Keys of runs by hand that were answered with an order.</summary>
    public IReadOnlyList<string> BoundKeys => boundKeys;

    public HttpClient Client => instances[0].App.Client;

    /// <summary>What no fault explains: an instance that ended by itself, an answer that is no outage's.</summary>
    public IReadOnlyList<string> Surprises => [.. calls.SelectMany(each => each.Surprises), .. instances.SelectMany(each => each.OwnDeaths)];

    public static async Task<OrdersUnderFire> StartAsync(TestServers servers, int seed)
    {
        var fire = new OrdersUnderFire(seed);
        await fire.StartChainAsync(servers);
        var azurite = await servers.AzuriteAsync();
        var settings = RunSettings.For(fire.Chain.Market, fire.anvil.RpcUrl.ToString(), azurite.TablesUrl).Values;
        fire.Tables = new AzureTableStore(new StorageOptions
        {
            ConnectionString = azurite.ConnectionString,
            TablePrefix = settings["BuyOrder__Storage__TablePrefix"],
        });
        await fire.Tables.CreateMissingAsync([OrderKeys.Table], TestContext.Current.CancellationToken);
        var tables = new Uri($"http://127.0.0.1:{azurite.Port}");
        var nodes = Enumerable.Repeat(fire.anvil.RpcUrl, Nodes).ToList();
        foreach (var name in new[] { "left", "right" })
        {
            var instance = await ChaosApp.StartAsync(name, servers, fire.storm, fire.walk, tables, nodes, settings);
            fire.instances.Add(instance);
            fire.calls.Add(new AppCalls(instance, fire.storm));
        }
        return fire;
    }

    /// <summary>Until that many orders have ended and every named moment was used; then calm, until the last one has ended.</summary>
    public async Task RunAsync(int orders)
    {
        var revenue = FeedAsync();
        var lastEnd = storm.Age;
        while (ended < orders || walk.Unmet.Count > 0)
        {
            var state = await StateAsync();
            if (state.Completed + state.Failed > ended)
                lastEnd = storm.Age;
            ended = (int)(state.Completed + state.Failed);
            if (storm.Age - lastEnd > Patience)
                Assert.Fail(Report($"No order has ended for {Patience}; unmet: {string.Join(", ", walk.Unmet)}."));
            await RoundAsync(state.OpenOrderId);
        }

        storm.End();
        storm.Tell("faults end");
        await revenue;
        await Task.WhenAll(calls.Select(each => each.Current));
        await CalmDownAsync();
    }

    public string Report(string what) =>
        $"Seed {storm.Seed}: {what}\n{storm.Story}\n{string.Join('\n', instances.SelectMany(instance => instance.LastLines.TakeLast(40)))}";

    public async ValueTask DisposeAsync()
    {
        storm.End();
        foreach (var instance in instances)
            await instance.DisposeAsync();
        http.Dispose();
        await anvil.DisposeAsync();
    }

    private async Task StartChainAsync(TestServers servers)
    {
        var options = new AnvilOptions { NoMining = true, SlotsInAnEpoch = Weather.SlotsInAnEpoch };
        anvil = await servers.StartAnvilAsync(options, TestContext.Current.CancellationToken);
        var node = new JsonRpcNode(http, anvil.RpcUrl, new JsonRpcOptions(), TimeProvider.System);
        var tools = await servers.ToolsAsync();
        Chain = new ChaosChain(node, await LocalMarket.DeployAsync(anvil.RpcUrl, tools, TestContext.Current.CancellationToken));
        weather = new Weather(
            storm, Chain, new MarketMover(await PoolTrader.CreateAsync(Chain, Chain.Market, new AnvilSender(anvil.RpcUrl), tools)));
    }

    private async Task RoundAsync(string? openOrder)
    {
        foreach (var each in calls.Where(each => !each.IsBusy))
            each.Start(Choose(openOrder));
        await weather.PassAsync(openOrder);
        if (random.Next(RoundsPerDeath) == 0)
            _ = instances[random.Next(instances.Count)].KillSoonAsync(TimeSpan.FromMilliseconds(random.Next(200)));
        await Task.WhenAny([.. calls.Select(each => each.Current), Task.Delay(LongestRound, TestContext.Current.CancellationToken)]);
    }

    /// <summary>Mostly what would bring things on; sometimes a run while an order is open, which must come to nothing.</summary>
    private Func<AppCalls, Task> Choose(string? openOrder)
    {
        var choice = random.Next(100);
        if (choice < (openOrder is null ? 60 : 5))
            return OrderAsync;
        return choice < (openOrder is null ? 85 : 10) ? call => call.ScheduleAsync() : call => call.TickAsync();
    }

    /// <summary>The same key until it is bound, from either instance; now and then one that was bound long ago.</summary>
    private async Task OrderAsync(AppCalls call)
    {
        if (boundKeys.Count > 0 && random.Next(10) == 0)
        {
            await call.OrderAsync(boundKeys[random.Next(boundKeys.Count)]);
            return;
        }
        var key = $"fire-{keys}";
        if (!await call.OrderAsync(key) || boundKeys.Contains(key))
            return;
        boundKeys.Add(key);
        keys++;
    }

    /// <summary>Enough revenue for the next orders, each batch given to the instances until one takes it, as a queue does.</summary>
    private async Task FeedAsync()
    {
        var choice = storm.RandomFor("queue");
        for (var batches = 0; !storm.IsOver; batches++)
        {
            var batch = Revenue.NextBatch(BatchSize);
            while (!await calls[choice.Next(calls.Count)].RecordAsync(batch))
                storm.Count("delivery: again");
            while (batches > ended + BatchesAhead && !storm.IsOver)
                await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
    }

    private async Task CalmDownAsync()
    {
        foreach (var instance in instances)
            await instance.WaitUntilUpAsync();
        await weather.ClearAsync();
        for (var tick = 0; (await StateAsync()).OpenOrderId is { } open; tick++)
        {
            if (tick >= MaxCalmTicks)
                Assert.Fail(Report($"{open} does not end in calm weather."));
            await calls[tick % calls.Count].TickAsync();
            await weather.CalmAsync();
        }
    }

    private Task<TreasuryState> StateAsync() => new OrderQueries(Tables).ReadStateAsync(TestContext.Current.CancellationToken);
}
