using System.Diagnostics;

namespace BuyOrder.Benchmarks.Measuring;

/// <summary>The most that was alive on the managed heap, above what was before; sampled.</summary>
/// <remarks>
/// Each sample collects everything first. The size of the heap says nothing beside tables in memory: with more than a gigabyte of rows in
/// it the collector lets a hundred megabytes of garbage lie before it thinks that an old generation is worth its while. The figure is the
/// collector's own, of the moment it ended: a moment later the others have made megabytes of garbage again.
/// </remarks>
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
        before = Alive();
        watching = Task.Run(WatchAsync);
    }

    public double PeakMegabytes => Math.Max(0, most - before) / (1024.0 * 1024);

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await watching;
        ended.Dispose();
    }

    private static long Alive()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        var collected = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return collected.HeapSizeBytes - collected.FragmentedBytes;
    }

    /// <summary>As long a rest as the collection took: what is watched must get on.</summary>
    private async Task WatchAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            most = Math.Max(most, Alive());
            await Task.Delay(Stopwatch.GetElapsedTime(began) + Interval, CancellationToken.None);
        }
    }
}
