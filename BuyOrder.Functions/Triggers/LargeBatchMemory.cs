namespace BuyOrder.Functions.Triggers;

/// <summary>
/// Gives the memory of a large batch back a moment after its call: the collector lets large arrays pile up on a machine with memory to
/// spare, and the next batch would come on top of them.
/// </summary>
internal sealed class LargeBatchMemory : IDisposable
{
    /// <summary>A batch above this is a large one; those of ordinary messages have a tenth of it.</summary>
    public const long Bytes = 4 * 1024 * 1024;

    /// <summary>The frames that the end of a call returns through still hold its messages.</summary>
    private static readonly TimeSpan Unwinding = TimeSpan.FromMilliseconds(50);

    private readonly ITimer timer;

    public LargeBatchMemory(TimeProvider time) => timer = time.CreateTimer(
        _ => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true),
        null,
        Timeout.InfiniteTimeSpan,
        Timeout.InfiniteTimeSpan);

    /// <summary>A batch is done.</summary>
    public void Release(IEnumerable<byte[]> bodies)
    {
        if (bodies.Sum(body => (long)body.Length) > Bytes)
            timer.Change(Unwinding, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();
}
