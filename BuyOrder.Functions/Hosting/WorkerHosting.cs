using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BuyOrder.Functions.Hosting;

/// <summary>The worker's own server, its log, and how it runs until the host or the system ends it.</summary>
internal static partial class WorkerHosting
{
    /// <summary>How long calls in flight may go on when the process is asked to stop.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>MVC's, which the HTTP extension brings along: it makes and stores keys at the start, and nothing here is encrypted with them.</summary>
    private const string DataProtectionStart = "DataProtectionHostedService";

    public static void AddWorkerHosting(this IServiceCollection services)
    {
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Each function has a limit of its own and says so; beyond the server's the host would answer 500.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        foreach (var needless in services.Where(service => service.ImplementationType?.Name == DataProtectionStart).ToList())
            services.Remove(needless);
    }

    /// <summary>The host alone gets the log, with level and invocation; on standard output each line would come to it a second time.</summary>
    public static void LogToHost(this ILoggingBuilder logging)
    {
        foreach (var local in logging.Services.Where(IsLocal).ToList())
            logging.Services.Remove(local);

        // The framework's request lines would show query strings, and those carry function keys.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // Failures are told by the boundaries, which know those that pass by themselves.
        logging.AddFilter("Microsoft.Azure.Functions.Worker.FunctionsApplication", LogLevel.None);
    }

    /// <summary>Runs until the process is asked to stop or the start is refused.</summary>
    /// <returns>The exit code: never 0, see <see cref="ProcessEnd"/>.</returns>
    public static async Task<int> RunForHostAsync(this IHost host, IReadOnlyList<string> unknownSettings)
    {
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(WorkerHosting));
        foreach (var name in unknownSettings)
            Log.UnknownSetting(logger, name);
        var end = host.Services.GetRequiredService<ProcessEnd>();
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            await host.RunAsync();
        }
        catch (Exception exception) when (stopping.IsCancellationRequested && IsCancellation(exception))
        {
            // Asked to stop while it was still starting, or some call did not end in time: an end like any other.
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            // The HTTP extension asks the system for a free port and lets it go again until the server listens.
            await Console.Error.WriteLineAsync($"Another process was faster: {taken.Message.TrimEnd('.')}. The next start takes another port.");
            return ProcessEnd.PortTaken;
        }
        if (end.Refusal is { } refusal)
            await Console.Error.WriteLineAsync($"Start refused: {refusal}");
        return end.ExitCode;
    }

    private static bool IsCancellation(Exception exception) => exception switch
    {
        OperationCanceledException => true,
        AggregateException several => several.InnerExceptions.All(IsCancellation),
        _ => false,
    };

    private static bool IsLocal(ServiceDescriptor service) =>
        service.ServiceType == typeof(ILoggerProvider)
        && service.ImplementationType?.Namespace?.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal) == true;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The setting {Name} means nothing to this version")]
        public static partial void UnknownSetting(ILogger logger, string name);
    }
}
