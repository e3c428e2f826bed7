using System.Globalization;
using System.Text.Json.Nodes;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Testing.Hosting;

/// <summary>
/// The built app as a worker of the local host, which is in this process. Timers fire only when a test asks for it; a worker that dies is
/// started again.
/// </summary>
internal sealed class HostedApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ChildProcesses children;
    private readonly LocalHost host;
    private ChildProcess lastProcess;

    private HostedApp(ChildProcesses children, LocalHost host)
    {
        (this.children, this.host, lastProcess) = (children, host, host.Worker.Process!);
        Client = new HttpClient { BaseAddress = host.BaseAddress, Timeout = Patience };
    }

    /// <summary>Its worker, or the last one if there is none at the moment.</summary>
    public ChildProcess Process => lastProcess = host.Worker.Process ?? lastProcess;

    public HttpClient Client { get; }

    public HostCalls Host => new(host);

    /// <summary>Starts it with the sample's settings and the changes, on tables of its own; the chain is down unless the changes name one.</summary>
    public static Task<HostedApp> StartAsync(TestServers servers, params (string Name, string? Value)[] changes) =>
        StartAsync(servers, null, changes);

    /// <param name="servers">Own its processes.</param>
    /// <param name="beforeRestart">Is given each process that has ended and holds up the next one.</param>
    /// <param name="changes">Over the sample's settings; null takes one away.</param>
    public static async Task<HostedApp> StartAsync(
        TestServers servers, Func<ChildProcess, CancellationToken, Task>? beforeRestart, params (string Name, string? Value)[] changes)
    {
        var settings = SampleOn((await servers.AzuriteAsync()).ConnectionString);
        foreach (var (name, value) in changes)
            settings[name] = value;
        return await StartAsync(servers.Children, BuiltApp.Folder, settings, beforeRestart, TestRun.Cancellation);
    }

    /// <summary>Starts an app from another folder, with the sample's settings, on tables of its own; the chain is down.</summary>
    /// <param name="children">Own its process.</param>
    /// <param name="folder">Where it was published to.</param>
    /// <param name="storage">Connection string of the table storage.</param>
    /// <param name="cancellation">Gives up the start.</param>
    public static Task<HostedApp> StartFromAsync(ChildProcesses children, string folder, string storage, CancellationToken cancellation) =>
        StartAsync(children, folder, SampleOn(storage), null, cancellation);

    /// <summary>Starts an app from another folder, with the sample's settings and the changes.</summary>
    public static async Task<HostedApp> StartFromAsync(TestServers servers, string folder, params (string Name, string? Value)[] changes)
    {
        var settings = SampleOn((await servers.AzuriteAsync()).ConnectionString);
        foreach (var (name, value) in changes)
            settings[name] = value;
        return await StartAsync(servers.Children, folder, settings, null, TestRun.Cancellation);
    }

    /// <summary>Starts it with settings that it refuses; how its process ended, and what it said.</summary>
    public static async Task<(int ExitCode, IReadOnlyList<string> Lines)> RefusedAsync(TestServers servers, params (string Name, string? Value)[] changes)
    {
        var ended = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        var settings = SampleSettings.Read();
        foreach (var (name, value) in changes)
            settings[name] = value;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestRun.Cancellation);
        var starting = StartAsync(
            servers.Children,
            BuiltApp.Folder,
            settings,
            (process, cancellation) =>
            {
                ended.TrySetResult(process);
                return Task.Delay(Timeout.Infinite, cancellation);
            },
            stop.Token);
        var process = await ended.Task.WaitAsync(Patience, TestRun.Cancellation);
        await stop.CancelAsync();
        await Task.WhenAny(starting);
        if (starting.IsCompletedSuccessfully)
            await (await starting).DisposeAsync();
        return (await process.Exited, process.LastLines);
    }

    /// <summary>Completes when its worker can be called.</summary>
    public Task WaitUntilReadyAsync() => host.Worker.ReadyAsync(TestRun.Cancellation).WaitAsync(Patience);

    /// <summary>Ends its worker at once (SIGKILL); another one is started.</summary>
    public async Task KillAsync()
    {
        // It may have been started again by the time the kill returns; what is waited for is the end of the one that was killed.
        var killed = Process;
        host.Worker.Kill();
        await killed.Exited;
    }

    /// <summary>Asks the worker's process to stop, as a container does, and gives back its exit code.</summary>
    public async Task<int> StopProcessAsync()
    {
        var process = Process;
        children.Start(new ChildCommand("kill", "kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]));
        return await process.Exited.WaitAsync(Patience);
    }

    public async Task<decimal> TotalRevenueAsync()
    {
        var metrics = await Client.GetStringAsync(new Uri("/api/metrics", UriKind.Relative), TestRun.Cancellation);
        return decimal.Parse(JsonNode.Parse(metrics)!["totalRevenue"]!.GetValue<string>(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
    }

    private static Dictionary<string, string?> SampleOn(string storage)
    {
        var settings = SampleSettings.Read();
        settings["BuyOrder__Storage__ConnectionString"] = storage;
        settings["BuyOrder__Storage__TablePrefix"] = TestServers.NewTablePrefix();
        settings["BuyOrder__RpcUrls"] = $"http://127.0.0.1:{FreePort.Any()}";
        return settings;
    }

    private static async Task<HostedApp> StartAsync(
        ChildProcesses children, string folder, IReadOnlyDictionary<string, string?> settings,
        Func<ChildProcess, CancellationToken, Task>? beforeRestart, CancellationToken cancellation)
    {
        var given = settings.Where(each => each.Value is not null).ToDictionary(each => each.Key, each => each.Value!);
        var app = FunctionApp.Read(folder, new AppSettings(given));
        var options = new LocalHostOptions { TimersFire = false, BeforeRestart = beforeRestart };
        return new HostedApp(children, await LocalHost.StartAsync(app, options, children, NullLoggerFactory.Instance, cancellation));
    }
}
