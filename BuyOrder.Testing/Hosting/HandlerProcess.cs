using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Testing.Hosting;

/// <summary>The built executable, started and asked as the Functions host does it.</summary>
internal sealed class HandlerProcess : IAsyncDisposable
{
    private static readonly TimeSpan InitializationTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private readonly ChildProcesses children;
    private readonly Dictionary<string, string?> environment;

    private HandlerProcess(ChildProcesses children, Dictionary<string, string?> environment, int port)
    {
        (this.children, this.environment, Port) = (children, environment, port);
        Process = Start();
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
    }

    public int Port { get; }

    public ChildProcess Process { get; private set; }

    public HttpClient Client { get; }

    public HostCalls Host => new(Client);

    /// <summary>Starts it with the sample's settings and the changes, and does not wait.</summary>
    public static HandlerProcess Start(TestServers servers, params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var port = FreePort.Any();
        var environment = SampleSettings.Read();
        environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        environment["FUNCTIONS_HTTPWORKER_PORT"] = environment["FUNCTIONS_CUSTOMHANDLER_PORT"];
        environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = environment["FUNCTIONS_HTTPWORKER_ID"] = Guid.NewGuid().ToString();
        environment["FUNCTIONS_APP_ROOT_PATH"] = BuiltApp.Folder;

        // The host's images set it; a process that listens there is reachable from outside.
        environment["ASPNETCORE_URLS"] = "http://+:80";
        foreach (var (name, value) in changes)
            environment[name] = value;
        return new HandlerProcess(servers.Children, environment, port);
    }

    /// <summary>Starts it on tables of its own, and waits until it answers. The chain is down unless the changes name one.</summary>
    public static async Task<HandlerProcess> StartAsync(TestServers servers, params (string Name, string? Value)[] changes)
    {
        var azurite = await servers.AzuriteAsync();
        var handler = Start(servers,
        [
            ("BuyOrder__Storage__ConnectionString", azurite.ConnectionString),
            ("BuyOrder__Storage__TablePrefix", TestServers.NewTablePrefix()),
            ("BuyOrder__RpcUrls", $"http://127.0.0.1:{FreePort.Any()}"),
            .. changes,
        ]);
        await handler.WaitForAnswerAsync();
        return handler;
    }

    /// <summary>Asks <c>GET /</c> from time zero until there is any answer at all.</summary>
    public async Task WaitForAnswerAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (Process.HasExited || Stopwatch.GetElapsedTime(began) > InitializationTimeout)
                throw new InvalidOperationException("The handler did not answer: " + string.Join(" | ", Process.LastLines));
            await Task.Delay(PollInterval, TestRun.Cancellation);
        }
    }

    /// <summary>Ends it at once (SIGKILL), as the host does.</summary>
    public async Task KillAsync()
    {
        // It may have been started again by the time the kill returns; what is waited for is the end of the one that was killed.
        var killed = Process;
        killed.Kill();
        await killed.Exited;
    }

    /// <summary>Starts it again on the same port, as the host does after a death.</summary>
    public async Task RestartAsync()
    {
        Restart();
        await WaitForAnswerAsync();
    }

    /// <summary>Starts it again on the same port and does not wait.</summary>
    public void Restart() => Process = Start();

    /// <summary>Asks it to stop, as a container does, and gives back the exit code.</summary>
    public async Task<int> StopAsync()
    {
        children.Start(new ChildCommand("kill", "kill", ["-TERM", Process.Id.ToString(CultureInfo.InvariantCulture)]));
        return await Process.Exited.WaitAsync(InitializationTimeout);
    }

    public async Task<decimal> TotalRevenueAsync()
    {
        var metrics = await Client.GetStringAsync(new Uri("/api/metrics", UriKind.Relative), TestRun.Cancellation);
        return decimal.Parse(JsonNode.Parse(metrics)!["totalRevenue"]!.GetValue<string>(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Process.DisposeAsync();
    }

    private ChildProcess Start() => children.Start(new ChildCommand("handler", BuiltApp.Executable, [])
    {
        WorkingDirectory = BuiltApp.Folder,
        Environment = environment,
    });

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri("/", UriKind.Relative), TestRun.Cancellation);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
