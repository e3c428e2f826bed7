using BuyOrder.Domain;

namespace BuyOrder.Functions.Hosting;

/// <summary>Whether the start-up work is done. The process listens from its first moment; calls that come early wait here.</summary>
internal sealed class Readiness(TimeProvider time)
{
    /// <summary>How long a trigger call waits: long enough that a storage outage does not burn a message's deliveries in seconds.</summary>
    public static readonly TimeSpan TriggerPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long an HTTP call waits: a person or a gateway is waiting for it.</summary>
    public static readonly TimeSpan HttpPatience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsReady => ready.Task.IsCompletedSuccessfully;

    public void Set() => ready.TrySetResult();

    /// <exception cref="NotReadyException">The start-up work did not end within <paramref name="patience"/>.</exception>
    public async Task WaitAsync(TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await ready.Task.WaitAsync(patience, time, cancellation);
        }
        catch (TimeoutException exception)
        {
            throw new NotReadyException(exception);
        }
    }
}

/// <summary>The start-up work (tables, ledger, parameters) is not done, because the storage cannot be reached.</summary>
internal sealed class NotReadyException(Exception inner)
    : OutageException("The app is still starting: its storage cannot be reached yet.", inner)
{
    public override string Explanation => Message;
}
