using System.Diagnostics;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>
/// One instance of the built executable behind proxies of its own. It is killed at named and at random moments and started again.
/// </summary>
internal sealed class ChaosHandler : IAsyncDisposable
{
    private const int LongestPauseMilliseconds = 300;

    /// <summary>One death in this many takes an instance away for longer: the other one is alone then.</summary>
    private const int DeathsPerAbsence = 8;

    private const int LongestAbsenceMilliseconds = 4_000;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Storm storm;
    private readonly MomentWalk walk;
    private readonly Random random;
    private readonly List<FaultProxy> proxies = [];
    private readonly CancellationTokenSource ended = new();
    private HandlerProcess handler = null!;
    private Task supervision = Task.CompletedTask;
    private volatile bool isKilled;

    private ChaosHandler(string name, Storm storm, MomentWalk walk) =>
        (Name, this.storm, this.walk, random) = (name, storm, walk, storm.RandomFor(name));

    public string Name { get; }

    public HandlerProcess Handler => handler;

    /// <summary>Ends by itself, which no fault may bring about, with its last lines.</summary>
    public List<string> OwnDeaths { get; } = [];

    /// <summary>Its last lines of output.</summary>
    public IEnumerable<string> LastLines => handler.Process.LastLines.Select(line => $"{Name}: {line}");

    /// <param name="name">Of the instance, in the story and for its part of the seed.</param>
    /// <param name="servers">Own the process.</param>
    /// <param name="storm">Of the run.</param>
    /// <param name="walk">Moments at which it dies.</param>
    /// <param name="tables">Origin of the table service.</param>
    /// <param name="nodes">Origins of the nodes; each gets a proxy of its own, also when they are the same.</param>
    /// <param name="settings">Deployment settings but for the two addresses.</param>
    public static async Task<ChaosHandler> StartAsync(
        string name, TestServers servers, Storm storm, MomentWalk walk, Uri tables, IReadOnlyList<Uri> nodes,
        IEnumerable<KeyValuePair<string, string>> settings)
    {
        var chaos = new ChaosHandler(name, storm, walk);
        var storage = await chaos.StartProxyAsync("storage", tables);
        var rpc = new List<Uri>();
        foreach (var node in nodes)
            rpc.Add(await chaos.StartProxyAsync($"node {rpc.Count + 1}", node));
        chaos.handler = HandlerProcess.Start(
            servers,
            [
                .. settings.Select(setting => (setting.Key, (string?)setting.Value)),
                ("BuyOrder__Storage__ConnectionString", Azurite.ConnectionStringFor($"{storage}{Azurite.AccountName}")),
                // A process that dies young gains nothing from watching itself to optimise itself.
                ("DOTNET_TieredPGO", "0"),
                ("BuyOrder__RpcUrls", rpc.Count == 0 ? $"http://127.0.0.1:{FreePort.Any()}" : string.Join(',', rpc)),
            ]);
        chaos.supervision = chaos.SuperviseAsync();
        return chaos;
    }

    /// <summary>Ends the process at once, wherever it is; it comes back.</summary>
    public async Task KillAsync(string why)
    {
        isKilled = true;
        storm.Count($"kill: {why}");
        storm.Tell($"{Name} is killed, {why}");
        await handler.KillAsync();
    }

    /// <summary>Kills it a moment from now, whatever it does then.</summary>
    public async Task KillSoonAsync(TimeSpan wait)
    {
        await Task.Delay(wait, CancellationToken.None);
        if (!storm.IsOver)
            await KillAsync("anywhere");
    }

    /// <summary>Whatever became of it before, it answers now.</summary>
    public async Task WaitUntilUpAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await handler.Client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
                return;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(began) < StartTimeout)
            {
                await Task.Delay(PollInterval, TestContext.Current.CancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await handler.DisposeAsync();
        await supervision;
        foreach (var proxy in proxies)
            await proxy.DisposeAsync();
        ended.Dispose();
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
        if (storm.IsOver || walk.Claim(exchange) is not { } moment)
            return false;
        await KillAsync(moment.Name);
        return true;
    }

    /// <summary>Starts it again after each death, as the host does.</summary>
    private async Task SuperviseAsync()
    {
        while (true)
        {
            var code = await handler.Process.Exited;
            if (ended.IsCancellationRequested)
                return;
            if (!isKilled && !handler.Process.LastLines.Any(line => line.Contains("a port that is in use", StringComparison.Ordinal)))
                OwnDeaths.Add($"{Name} ended with {code}: {string.Join(" | ", LastLines)}");
            isKilled = false;
            var isAway = random.Next(DeathsPerAbsence) == 0 && !storm.IsOver;
            var pause = random.Next(isAway ? LongestAbsenceMilliseconds : LongestPauseMilliseconds);
            await Task.Delay(pause, CancellationToken.None);
            if (ended.IsCancellationRequested)
                return;
            handler.Restart();
        }
    }
}
