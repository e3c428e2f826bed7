using System.Globalization;
using System.Runtime.InteropServices;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// What the handler finds in its environment: everything this process has, the app's settings, and what the Functions host adds.
/// </summary>
internal static class HandlerEnvironment
{
    public static Dictionary<string, string?> For(FunctionApp app, int port)
    {
        var workerId = Guid.NewGuid().ToString();
        var number = port.ToString(CultureInfo.InvariantCulture);
        var environment = app.Settings.Values.ToDictionary(each => each.Key, each => (string?)each.Value);
        environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = number;
        environment["FUNCTIONS_HTTPWORKER_PORT"] = number;
        environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = workerId;
        environment["FUNCTIONS_HTTPWORKER_ID"] = workerId;
        environment["FUNCTIONS_APP_ROOT_PATH"] = app.Folder;
        // The host's images have this set. A handler that heeds it listens on another port, so it must be set here as well.
        environment["ASPNETCORE_URLS"] = "http://+:80";
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is null)
            environment["DOTNET_ROOT"] = DotnetRoot();
        return environment;
    }

    /// <summary>The installation that runs us, wherever it is: shared/Microsoft.NETCore.App/version is below it.</summary>
    public static string DotnetRoot() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
