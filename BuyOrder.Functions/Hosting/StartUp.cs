using BuyOrder.Domain;

namespace BuyOrder.Functions.Hosting;

/// <summary>
/// The work that must be done once before any other: tables, ledger, parameters. It runs beside the worker, which takes calls already, and is
/// repeated, each step safe to repeat, until the storage lets it through; only a permanent refusal ends the process.
/// </summary>
internal sealed partial class StartUp(
    IEnumerable<StartUpStep> steps,
    Readiness readiness,
    ProcessEnd end,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<StartUp> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await ListeningAsync(stoppingToken))
            return;
        var began = time.GetTimestamp();
        foreach (var step in steps)
        {
            if (!await RunAsync(step, stoppingToken))
                return;
        }
        readiness.Set();
        Log.Ready(logger, (long)time.GetElapsedTime(began).TotalMilliseconds);
    }

    // A process that cannot listen, or that no host has started, must not touch the storage before it finds that out.
    private async Task<bool> ListeningAsync(CancellationToken cancellation)
    {
        var listening = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var started = lifetime.ApplicationStarted.Register(() => listening.TrySetResult(true));
        using var stopping = cancellation.Register(() => listening.TrySetResult(false));
        return await listening.Task;
    }

    private async Task<bool> RunAsync(StartUpStep step, CancellationToken cancellation)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await step.RunAsync(cancellation);
                return true;
            }
            catch (StartRefusedException refusal)
            {
                end.Refuse(refusal.Message);
                return false;
            }
#pragma warning disable CA1031 // The boundary of the start: access that is granted late looks like any other failure, so all are repeated.
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (exception is OutageException)
                    Log.Waiting(logger, step.Name, exception.Message);
                else
                    Log.Failed(logger, exception, step.Name);
            }
            await Task.Delay(pause, time, cancellation);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Ready after {Milliseconds} ms")]
        public static partial void Ready(ILogger logger, long milliseconds);

        [LoggerMessage(LogLevel.Warning, "Start: {Step} must wait: {Reason}")]
        public static partial void Waiting(ILogger logger, string step, string reason);

        [LoggerMessage(LogLevel.Error, "Start: {Step} failed and is tried again")]
        public static partial void Failed(ILogger logger, Exception exception, string step);
    }
}

/// <summary>One part of the start-up work, safe to repeat; the steps run in the order of their registration.</summary>
internal sealed record StartUpStep(string Name, Func<CancellationToken, Task> RunAsync);

/// <summary>The start can never succeed with these settings on this storage; the message is one line for the operator.</summary>
internal sealed class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
