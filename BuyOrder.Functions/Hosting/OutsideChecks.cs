namespace BuyOrder.Functions.Hosting;

/// <summary>
/// Once, beside the start: settings that only the chain or the vault can prove wrong, which end the process as any other wrong setting does. What
/// gives no answer in time says nothing: revenue does not wait for it, and each run looks again.
/// </summary>
internal sealed partial class OutsideChecks(
    IEnumerable<OutsideCheck> checks, ProcessEnd end, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<OutsideChecks> logger)
    : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A process that cannot start ends without having asked anything.
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var started = lifetime.ApplicationStarted.Register(() => listening.TrySetResult());
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, patience.Token);
        var outside = either.Token;
        await Task.WhenAny(listening.Task, Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken));
        await Task.WhenAll(checks.Select(check => RunAsync(check, outside, stoppingToken)));
    }

    private async Task RunAsync(OutsideCheck check, CancellationToken outside, CancellationToken stopping)
    {
        try
        {
            if (await check.FaultAsync(outside) is { } fault)
                end.Refuse(fault);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Log.NotTold(logger, check.What, "the process ends.");
        }
#pragma warning disable CA1031 // An error here says nothing of the settings, and must not end a process that takes revenue.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.NotTold(logger, check.What, error is OperationCanceledException ? "no answer in time." : error.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{What} could not be looked at yet: {Reason}")]
        public static partial void NotTold(ILogger logger, string what, string reason);
    }
}

/// <summary>One question to the outside about the settings.</summary>
/// <param name="What">What is looked at, as the beginning of a sentence.</param>
/// <param name="FaultAsync">One line for the operator when the settings can never work; null when they may.</param>
internal sealed record OutsideCheck(string What, Func<CancellationToken, Task<string?>> FaultAsync);
