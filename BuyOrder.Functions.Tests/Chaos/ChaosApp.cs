using BuyOrder.Functions.Hosting;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>
/// One instance of the built app, its worker behind proxies of its own. The worker is killed at named and at random moments and started again.
/// </summary>
internal sealed class ChaosApp : IAsyncDisposable
{
    private const int LongestPauseMilliseconds = 300;

    /// <summary>One death in this many takes an instance away for longer: the other one is alone then.</summary>
    private const int DeathsPerAbsence = 8;

    private const int LongestAbsenceMilliseconds = 4_000;

    private readonly Storm storm;
    private readonly MomentWalk walk;
    private readonly Random random;
    private readonly List<FaultProxy> proxies = [];
    private HostedApp app = null!;
    private volatile bool isKilled;

    private ChaosApp(string name, Storm storm, MomentWalk walk) =>
        (Name, this.storm, this.walk, random) = (name, storm, walk, storm.RandomFor(name));

    public string Name { get; }

    public HostedApp App => app;

    /// <summary>Ends by itself, which no fault may bring about, with its last lines.</summary>
    public List<string> OwnDeaths { get; } = [];

    /// <summary>Its last lines of output.</summary>
    public IEnumerable<string> LastLines => Told(app.Process);

    /// <param name="name">Of the instance, in the story and for its part of the seed.</param>
    /// <param name="servers">Own the process.</param>
    /// <param name="storm">Of the run.</param>
    /// <param name="walk">Moments at which it dies.</param>
    /// <param name="tables">Origin of the table service.</param>
    /// <param name="nodes">Origins of the nodes; each gets a proxy of its own, also when they are the same.</param>
    /// <param name="settings">Deployment settings but for the two addresses.</param>
    public static async Task<ChaosApp> StartAsync(
        string name, TestServers servers, Storm storm, MomentWalk walk, Uri tables, IReadOnlyList<Uri> nodes,
        IEnumerable<KeyValuePair<string, string>> settings)
    {
        var chaos = new ChaosApp(name, storm, walk);
        var storage = await chaos.StartProxyAsync("storage", tables);
        var rpc = new List<Uri>();
        foreach (var node in nodes)
            rpc.Add(await chaos.StartProxyAsync($"node {rpc.Count + 1}", node));
        chaos.app = await HostedApp.StartAsync(
            servers,
            chaos.StayAwayAsync,
            [
                .. settings.Select(setting => (setting.Key, (string?)setting.Value)),
                ("BuyOrder__Storage__ConnectionString", Azurite.ConnectionStringFor($"{storage}{Azurite.AccountName}")),
                // A process that dies young gains nothing from watching itself to optimise itself.
                ("DOTNET_TieredPGO", "0"),
                ("BuyOrder__RpcUrls", rpc.Count == 0 ? $"http://127.0.0.1:{FreePort.Any()}" : string.Join(',', rpc)),
            ]);
        return chaos;
    }

    /// <summary>Ends the process at once, wherever it is; it comes back.</summary>
    public async Task KillAsync(string why)
    {
        isKilled = true;
        storm.Count($"kill: {why}");
        storm.Tell($"{Name} is killed, {why}");
        await app.KillAsync();
    }

    /// <summary>Kills it a moment from now, also in the middle of a step.</summary>
    public async Task KillSoonAsync(TimeSpan wait)
    {
        await Task.Delay(wait, CancellationToken.None);
        if (!storm.IsOver)
            await KillAsync("anywhere");
    }

    /// <summary>Completes once it can be called again.</summary>
    public Task WaitUntilUpAsync() => app.WaitUntilReadyAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        foreach (var proxy in proxies)
            await proxy.DisposeAsync();
    }

    private async Task<Uri> StartProxyAsync(string place, Uri target)
    {
        var plan = new FaultPlan(storm, $"{Name}'s {place}");
        var proxy = await FaultProxy.StartAsync(target, plan.Next, WatchAsync, TestContext.Current.CancellationToken);
        proxies.Add(proxy);
        return proxy.Address;
    }

    private async Task<bool> WatchAsync(Exchange exchange)
    {
        if (storm.IsOver || app is null || walk.Claim(exchange) is not { } moment)
            return false;
        await KillAsync(moment.Name);
        return true;
    }

    /// <summary>Between a death and the next start.</summary>
    private async Task StayAwayAsync(ChildProcess process, CancellationToken cancellation)
    {
        // Another process may take its port between the choice and the listening; no other end of its own is explained.
        if (!isKilled && await process.Exited != ProcessEnd.PortTaken)
            OwnDeaths.Add($"{Name} ended with {await process.Exited}: {string.Join(" | ", Told(process))}");
        isKilled = false;
        var isAway = random.Next(DeathsPerAbsence) == 0 && !storm.IsOver;
        await Task.Delay(random.Next(isAway ? LongestAbsenceMilliseconds : LongestPauseMilliseconds), cancellation);
    }

    private IEnumerable<string> Told(ChildProcess process) => process.LastLines.Select(line => $"{Name}: {line}");
}
