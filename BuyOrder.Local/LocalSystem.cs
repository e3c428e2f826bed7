using System.Reflection;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local;

/// <summary>Everything that runs: table storage, a chain with the market on it, queues, the function app under the local host.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    /// <summary>Ctrl-C reaches the children as well as us: what ends together with us is no crash.</summary>
    private static readonly TimeSpan InterruptGrace = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// The app's own schedule settles every few seconds and looks for due slots; here one settles faster and the other waits to be
    /// asked.
    /// </summary>
    private static readonly Dictionary<string, TimerSchedule?> Firing = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SettleBuyOrders"] = TimerSchedule.Every(TimeSpan.FromSeconds(1)),
        ["ScheduledBuyOrder"] = null,
    };

    private readonly Azurite? azurite;
    private readonly Anvil? anvil;

    private LocalSystem(Azurite? azurite, Anvil? anvil, IMessageBus bus, LocalHost host, string rpcUrl, string tablesUrl)
    {
        (this.azurite, this.anvil) = (azurite, anvil);
        (Bus, Host, RpcUrl, TablesUrl) = (bus, host, rpcUrl, tablesUrl);
    }

    public IMessageBus Bus { get; }

    public LocalHost Host { get; }

    public string ApiUrl => Text(Host.BaseAddress);

    public string RpcUrl { get; }

    public string TablesUrl { get; }

    /// <summary>Returns when all of it is ready to be used.</summary>
    /// <exception cref="ServerStartException">A part can't be started.</exception>
    /// <exception cref="FunctionAppException">The app can't be run.</exception>
    public static async Task<LocalSystem> StartAsync(
        LocalOptions options,
        NodeTools tools,
        ChildProcesses children,
        RunFolder folder,
        ILoggerFactory logs,
        CancellationToken cancellation)
    {
        var bus = await StartBusAsync(options, cancellation);
        try
        {
            return await StartAsync(options, tools, children, folder, bus, logs, cancellation);
        }
        catch
        {
            await bus.DisposeAsync();
            throw;
        }
    }

    private static async Task<LocalSystem> StartAsync(
        LocalOptions options,
        NodeTools tools,
        ChildProcesses children,
        RunFolder folder,
        IMessageBus bus,
        ILoggerFactory logs,
        CancellationToken cancellation)
    {
        var startingAzurite = StartAzuriteAsync(options, tools, children, folder, cancellation);
        var anvil = await StartAnvilAsync(options, tools, children, folder, cancellation);
        var rpcUrl = Text(options.Rpc ?? anvil!.RpcUrl);
        var market = await LocalMarket.DeployAsync(new Uri(rpcUrl), tools, cancellation);
        var azurite = await startingAzurite;
        var tablesUrl = options.Azurite is { } url ? await TablesUrlOfAsync(url, cancellation) : azurite!.TablesUrl;

        var own = RunSettings.For(market, rpcUrl, tablesUrl).With(RunSettings.Notifications(bus));
        var settings = options.Settings.Aggregate(own, (all, given) => all.With(given));
        var app = FunctionApp.Read(Path.Combine(tools.Root, FunctionAppFolder()), settings);
        var hostOptions = new LocalHostOptions
        {
            PreferredPort = options.Port,
            Firing = Firing,
            WorkerLogFile = folder.WorkerLog,
            Bus = bus,
        };
        var host = await LocalHost.StartAsync(app, hostOptions, children, logs, cancellation);
        folder.WriteDeployment(market, rpcUrl, tablesUrl, app.Settings.Values[RunSettings.TablePrefix]);
        return new LocalSystem(azurite, anvil, bus, host, rpcUrl, tablesUrl);
    }

    /// <summary>Completes with what happened when a part that nothing goes without has ended.</summary>
    public async Task<string> BrokenAsync(CancellationToken cancellation)
    {
        var never = Task.Delay(Timeout.Infinite, cancellation);
        var ended = await Task.WhenAny(azurite?.Exited ?? never, anvil?.Exited ?? never, Host.Running, never);
        await Task.Delay(InterruptGrace, cancellation);
        return ended == azurite?.Exited ? $"Azurite has ended (exit code {await azurite.Exited})."
            : ended == anvil?.Exited ? $"anvil has ended (exit code {await anvil.Exited})."
            : $"The local host has ended: {ended.Exception?.InnerException?.Message}";
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Bus.DisposeAsync();
    }

    private static async Task<IMessageBus> StartBusAsync(LocalOptions options, CancellationToken cancellation) => options.Bus is { } given
        ? await GivenBus.ConnectAsync(given, QueueOptions.RevenueName, TimeProvider.System, cancellation)
        : await Broker.StartAsync(Broker.DefaultPort, [QueueOptions.Revenue(), QueueOptions.Notifications()], TimeProvider.System);

    private static async Task<Azurite?> StartAzuriteAsync(
        LocalOptions options, NodeTools tools, ChildProcesses children, RunFolder folder, CancellationToken cancellation) =>
        options.Azurite is null ? await Azurite.StartAsync(children, tools, Azurite.DefaultPort, folder.AzuriteLog, cancellation) : null;

    private static async Task<Anvil?> StartAnvilAsync(
        LocalOptions options, NodeTools tools, ChildProcesses children, RunFolder folder, CancellationToken cancellation)
    {
        if (options.Rpc is not null)
            return null;
        var settings = new AnvilOptions
        {
            BlockTimeSeconds = 1,
            MixedMining = true,
            PreferredPort = Anvil.DefaultPort,
            LogFile = folder.AnvilLog,
        };
        return await Anvil.StartAsync(children, tools, settings, cancellation);
    }

    /// <summary>Where the build put the app, from the repository's root.</summary>
    internal static string FunctionAppFolder() => BuiltFolder(nameof(FunctionAppFolder));

    /// <summary>Where the build of another project is, from the root of the repository.</summary>
    internal static string BuiltFolder(string name) => typeof(LocalSystem).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == name).Value!;

    /// <summary>Azurite's account is part of its address; host and port alone mean the usual one.</summary>
    private static async Task<string> TablesUrlOfAsync(Uri url, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        try
        {
            // Any answer will do, a refusal as well: this call is not signed.
            using var answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return url.AbsolutePath == "/" ? $"{Text(url)}/{Azurite.AccountName}" : Text(url);
        }
        catch (HttpRequestException e)
        {
            throw new ServerStartException($"--azurite {url}: no server answers there ({e.Message})", e);
        }
    }

    private static string Text(Uri url) => url.AbsoluteUri.TrimEnd('/');
}
