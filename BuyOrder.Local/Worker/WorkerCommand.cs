using System.Globalization;
using System.Runtime.InteropServices;
using BuyOrder.Local.Servers;

namespace BuyOrder.Local.Worker;

/// <summary>How the Functions host starts a worker: its arguments and its environment.</summary>
internal static class WorkerCommand
{
    /// <summary>The setting by which the app knows whom to end with, because a worker outlives a host that is killed.</summary>
    public const string ParentSetting = "BuyOrder__ParentProcessId";

    public static ChildCommand Create(WorkerApp app, Uri host, string workerId, string? logFile) =>
        new("The worker", app.Executable, [.. app.Arguments, .. Arguments(host, workerId)])
        {
            WorkingDirectory = app.Folder,
            Environment = Environment(app),
            LogFile = logFile,
        };

    /// <summary>The installation that runs us, wherever it is: shared/Microsoft.NETCore.App/version is below it.</summary>
    public static string DotnetRoot() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static string[] Arguments(Uri host, string workerId) =>
    [
        "--functions-uri", host.AbsoluteUri,
        "--functions-worker-id", workerId,
        "--functions-request-id", Guid.NewGuid().ToString(),
        // With a smaller one a worker stops reading, without a word, at the first full batch of large messages.
        "--functions-grpc-max-message-length", int.MaxValue.ToString(CultureInfo.InvariantCulture),
    ];

    private static Dictionary<string, string?> Environment(WorkerApp app)
    {
        var environment = app.Settings.ToDictionary(each => each.Key, each => (string?)each.Value);
        environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        environment["FUNCTIONS_WORKER_DIRECTORY"] = app.Folder;
        environment["FUNCTIONS_APPLICATION_DIRECTORY"] = app.Folder;
        environment[ParentSetting] = System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        // The host's images have this set. A worker that heeds it is reachable from outside, so it must be set here as well.
        environment["ASPNETCORE_URLS"] = "http://+:80";
        if (System.Environment.GetEnvironmentVariable("DOTNET_ROOT") is null)
            environment["DOTNET_ROOT"] = DotnetRoot();
        return environment;
    }
}
