namespace BuyOrder.Local.Hosting;

/// <summary>What this host takes from host.json, with the Functions host's own defaults.</summary>
internal sealed record HostSettings
{
    private static readonly TimeSpan DefaultInitializationTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultFunctionTimeout = TimeSpan.FromMinutes(30);
    private const int DefaultMessageBatchSize = 1000;

    /// <summary>Full path of the handler.</summary>
    public required string Executable { get; init; }

    public required string WorkingDirectory { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>How long the handler may take to answer for the first time.</summary>
    public TimeSpan InitializationTimeout { get; init; } = DefaultInitializationTimeout;

    /// <summary>How long an invocation may take before the handler is killed.</summary>
    public TimeSpan FunctionTimeout { get; init; } = DefaultFunctionTimeout;

    /// <summary>In front of every route, without slashes; may be empty.</summary>
    public string RoutePrefix { get; init; } = "api";

    public int MaxMessageBatchSize { get; init; } = DefaultMessageBatchSize;

    /// <summary>The path that a function is called by, from the root: a route template.</summary>
    public string RouteOf(HttpTrigger trigger) => RoutePrefix.Length == 0 ? $"/{trigger.Route}" : $"/{RoutePrefix}/{trigger.Route}";

    /// <exception cref="FunctionAppException">
    /// host.json is missing, broken, or describes an app that is no custom handler with forwarding.
    /// </exception>
    public static HostSettings Read(string folder)
    {
        var file = JsonFile.Read(Path.Combine(folder, "host.json"));
        var handler = file.Section("customHandler");
        var description = handler.Section("description");
        if (!handler.Flag("enableForwardingHttpRequest", false) && !handler.Flag("enableProxyingHttpRequest", false))
            throw handler.Fault("customHandler", "one that has its HTTP requests forwarded or proxied");
        var executable = Path.Combine(folder, description.RequiredText("defaultExecutablePath"));
        if (OperatingSystem.IsWindows() && !File.Exists(executable))
            executable += ".exe";
        if (!File.Exists(executable))
            throw new FunctionAppException($"{file.Path}: there is no handler {executable}; build it first.");
        return new HostSettings
        {
            Executable = executable,
            WorkingDirectory = Path.GetFullPath(Path.Combine(folder, description.Text("workingDirectory") ?? "")),
            Arguments = description.Texts("arguments") ?? [],
            InitializationTimeout = handler.Duration("initializationTimeout", DefaultInitializationTimeout),
            FunctionTimeout = file.Duration("functionTimeout", DefaultFunctionTimeout),
            RoutePrefix = (file.Section("extensions", "http").Text("routePrefix") ?? "api").Trim('/'),
            MaxMessageBatchSize = file.Section("extensions", "serviceBus").Number("maxMessageBatchSize", DefaultMessageBatchSize, 1),
        };
    }
}
