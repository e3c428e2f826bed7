using BuyOrder.Orders.Store;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Hosting;

/// <summary>Asks the storage with one point read whether it answers; the answer is kept for a moment, because no key is needed to ask.</summary>
internal sealed class StorageProbe(OrderQueries orders, Readiness readiness, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private Task<bool> last = Task.FromResult(false);
    private long? askedAt;

    /// <summary>True when the start-up work is done and the storage answers.</summary>
    public Task<bool> IsUpAsync(CancellationToken cancellation)
    {
        if (!readiness.IsReady)
            return Task.FromResult(false);
        lock (gate)
        {
            if (askedAt is not { } before || (last.IsCompleted && time.GetElapsedTime(before) >= Kept))
                (last, askedAt) = (AskAsync(), time.GetTimestamp());
            return last.WaitAsync(cancellation);
        }
    }

    private async Task<bool> AskAsync()
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await orders.ReadStateAsync(patience.Token);
            return true;
        }
        catch (Exception exception) when (exception is TableUnavailableException or OperationCanceledException)
        {
            return false;
        }
    }
}
