using System.Diagnostics;

namespace BuyOrder.Functions.Hosting;

/// <summary>
/// Ends the process with the one that its settings name. The Functions host leaves its worker alone when it dies; in Azure that one is
/// removed with its instance, but on a laptop it would stay.
/// </summary>
/// <param name="processId">Of the local host.</param>
/// <param name="lifetime">Ours.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ParentWatch(int processId, IHostApplicationLifetime lifetime, ILogger<ParentWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var parent = Process.GetProcessById(processId);
            await parent.WaitForExitAsync(stoppingToken);
        }
        catch (ArgumentException)
        {
            Log.WasGone(logger, processId);
        }
        lifetime.StopApplication();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The process {ProcessId} that this one is to end with is gone already")]
        public static partial void WasGone(ILogger logger, int processId);
    }
}
