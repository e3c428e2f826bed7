namespace BuyOrder.Local.Servers;

/// <summary>Azure's own Table Storage emulator, tables only, in memory.</summary>
internal sealed class Azurite : IAsyncDisposable
{
    public const int DefaultPort = 10002;

    /// <summary>The emulator's published account, the same on every machine; it protects nothing.</summary>
    public const string AccountName = "devstoreaccount1";
    public const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly ChildProcess process;

    private Azurite(ChildProcess process, int port) => (this.process, Port) = (process, port);

    public int Port { get; }

    public int ProcessId => process.Id;

    /// <summary>Completes with the exit code when it ends, for any reason.</summary>
    public Task<int> Exited => process.Exited;

    public string TablesUrl => $"http://127.0.0.1:{Port}/{AccountName}";

    public string ConnectionString => ConnectionStringFor(TablesUrl);

    /// <summary>Connection string of an emulator that listens at <paramref name="tablesUrl"/>.</summary>
    public static string ConnectionStringFor(string tablesUrl) =>
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};TableEndpoint={tablesUrl};";

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="children">Owns the process.</param>
    /// <param name="tools">Where the npm packages are.</param>
    /// <param name="preferredPort">The first free port from here on; 0 = any.</param>
    /// <param name="logFile">Where its output goes, besides memory.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="ServerStartException">It ended, or was not ready in time.</exception>
    public static Task<Azurite> StartAsync(
        ChildProcesses children, NodeTools tools, int preferredPort, string? logFile, CancellationToken cancellation) =>
        ServerPort.StartAsync(preferredPort, port => StartOnAsync(port, children, tools, logFile, cancellation));

    public ValueTask DisposeAsync() => process.DisposeAsync();

    internal static async Task<Azurite> StartOnAsync(
        int port, ChildProcesses children, NodeTools tools, string? logFile, CancellationToken cancellation)
    {
        var child = children.Start(new ChildCommand("Azurite", tools.Node, Arguments(tools, port)) { LogFile = logFile });
        // Its own word, on its own output: something else on that port could answer a request as well.
        await child.WaitForLineAsync(line => line.Contains("successfully started", StringComparison.Ordinal), StartTimeout, cancellation);
        return new Azurite(child, port);
    }

    private static string[] Arguments(NodeTools tools, int port) =>
    [
        Path.Combine(tools.PackageFolder("azurite"), "dist", "src", "table", "main.js"),
        "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--silent",
        "--tableHost", "127.0.0.1", "--tablePort", $"{port}",
    ];
}
