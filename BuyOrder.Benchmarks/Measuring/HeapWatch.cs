namespace BuyOrder.Benchmarks.Measuring;

/// <summary>The most that the managed heap held after any collection, above what it held before; sampled.</summary>
internal sealed class HeapWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource ended = new();
    private readonly long before;
    private readonly Task watching;
    private long most;

    public HeapWatch()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        before = GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes;
        watching = WatchAsync();
    }

    public double PeakMegabytes => Math.Max(0, most - before) / (1024.0 * 1024);

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await watching;
        ended.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        while (!ended.IsCancellationRequested)
        {
            most = Math.Max(most, GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
