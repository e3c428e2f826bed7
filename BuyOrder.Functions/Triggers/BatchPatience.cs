using BuyOrder.Domain;
using BuyOrder.Functions.Hosting;

namespace BuyOrder.Functions.Triggers;

/// <summary>
/// Keeps a batch of messages within the time that the queue locks them for, and lets one that fails while the storage is down wait before
/// it says so: the queue delivers again at once, and each delivery is one of those after which it gives a message up.
/// </summary>
/// <param name="isStorageUp">Asks the storage; answers false when it does not answer in time.</param>
/// <param name="time">Measures.</param>
internal sealed class BatchPatience(Func<CancellationToken, Task<bool>> isStorageUp, TimeProvider time)
{
    /// <summary>What the queue must be set to. A message whose lock has ended is delivered a second time, beside the first.</summary>
    public static readonly TimeSpan LockDuration = TimeSpan.FromMinutes(5);

    /// <summary>A batch is done or given up by then, its waiting included; <see cref="Readiness.TriggerPatience"/> may have gone before it.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3.5);

    /// <summary>The longest wait for a storage that is down.</summary>
    public static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <exception cref="TimeoutException">The batch was not recorded within the limit; it is delivered again.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> record, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await record(either.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"The batch was not recorded within {Limit.TotalSeconds:0} s; it is delivered again.", exception);
        }
        catch (OutageException)
        {
            await WaitForStorageAsync(either.Token);
            throw;
        }
    }

    /// <summary>Returns when the storage answers, or when there is no more time to wait.</summary>
    private async Task WaitForStorageAsync(CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (!cancellation.IsCancellationRequested && time.GetElapsedTime(began) < OutagePause)
        {
            await Task.Delay(LookInterval, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (await isStorageUp(CancellationToken.None))
                return;
        }
    }
}
