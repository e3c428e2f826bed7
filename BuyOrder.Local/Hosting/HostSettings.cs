namespace BuyOrder.Local.Hosting;

/// <summary>What this host takes from host.json, with the Functions host's own defaults.</summary>
internal sealed record HostSettings
{
    private static readonly TimeSpan DefaultFunctionTimeout = TimeSpan.FromMinutes(30);
    private const int DefaultMessageBatchSize = 1000;

    /// <summary>How long an invocation may take before the worker is killed.</summary>
    public TimeSpan FunctionTimeout { get; init; } = DefaultFunctionTimeout;

    /// <summary>In front of every route, without slashes; may be empty.</summary>
    public string RoutePrefix { get; init; } = "api";

    public int MaxMessageBatchSize { get; init; } = DefaultMessageBatchSize;

    /// <summary>The path that a function is called by, from the root: a route template.</summary>
    public string RouteOf(HttpTrigger trigger) => RoutePrefix.Length == 0 ? $"/{trigger.Route}" : $"/{RoutePrefix}/{trigger.Route}";

    /// <exception cref="FunctionAppException">host.json is missing, broken, or of an app that is no isolated worker.</exception>
    public static HostSettings Read(string folder)
    {
        var file = JsonFile.Read(Path.Combine(folder, "host.json"));
        foreach (var section in new[] { "customHandler", "extensionBundle" })
        {
            if (file.Has(section))
                throw file.Fault(section, "absent in an app for the isolated worker");
        }
        return new HostSettings
        {
            FunctionTimeout = file.Duration("functionTimeout", DefaultFunctionTimeout),
            RoutePrefix = (file.Section("extensions", "http").Text("routePrefix") ?? "api").Trim('/'),
            MaxMessageBatchSize = file.Section("extensions", "serviceBus").Number("maxMessageBatchSize", DefaultMessageBatchSize, 1),
        };
    }
}
