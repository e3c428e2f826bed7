using System.Net;
using BuyOrder.Domain;
using BuyOrder.Functions.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;

namespace BuyOrder.Functions.Hosting;

/// <summary>The web server and the log of a custom handler.</summary>
internal static partial class HandlerServer
{
    /// <summary>
    /// A full batch of the largest messages of Service Bus' standard tier (100 × 256 KB) fits even as text of control characters, each of
    /// which takes seven bytes.
    /// </summary>
    public const long MaxRequestBodyBytes = 192 * 1024 * 1024;

    /// <summary>How long calls in flight may go on when the process is asked to stop.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Listens on IPv4 loopback and the host's port alone: the handler's own port knows no keys, and the host images name a public
    /// address in <c>ASPNETCORE_URLS</c>, which is therefore not read.
    /// </summary>
    public static void ListenForHost(this WebApplicationBuilder builder, int port)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBodyBytes;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
    }

    /// <summary>One line each on standard output, which the host turns into its own log; times in UTC.</summary>
    public static void LogToHost(this ILoggingBuilder logging)
    {
        logging.AddConsole(console => console.FormatterName = LogLineFormatter.FormatterName);
        logging.Services.AddSingleton<ConsoleFormatter, LogLineFormatter>();
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.None);

        // The framework's request lines would show query strings, and those carry function keys.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }

    /// <summary>Runs until the process is asked to stop or the start is refused.</summary>
    /// <returns>The exit code: never 0, see <see cref="ProcessEnd"/>.</returns>
    public static async Task<int> RunForHostAsync(this WebApplication app, IReadOnlyList<string> unknownSettings)
    {
        foreach (var name in unknownSettings)
            Log.UnknownSetting(app.Logger, name);
        var end = app.Services.GetRequiredService<ProcessEnd>();
        try
        {
            await app.RunAsync();
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            return ProcessEnd.Refuse([new SettingFault(DeploymentSettings.PortSetting, "a port that is in use", "a free port")]);
        }
        if (end.Refusal is { } refusal)
            await Console.Error.WriteLineAsync($"Start refused: {refusal}");
        return end.ExitCode;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The setting {Name} means nothing to this version")]
        public static partial void UnknownSetting(ILogger logger, string name);
    }
}
