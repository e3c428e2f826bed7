namespace BuyOrder.Functions.Hosting;

/// <summary>
/// Calls of many megabytes take turns, because two at once would not fit into a small instance, and give their memory back at once: the
/// collector lets large arrays pile up on a machine with memory to spare.
/// </summary>
internal sealed class LargeCalls : IDisposable
{
    /// <summary>A call above this is a large one.</summary>
    public const int Bytes = 4 * 1024 * 1024;

    /// <summary>The frames that the end of a call returns through still hold its messages.</summary>
    private static readonly TimeSpan Unwinding = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim turn = new(1);

    public Place Enter() => new(turn);

    public void Dispose() => turn.Dispose();

    /// <summary>One call's place among them; free until it turns out to be large.</summary>
    internal sealed class Place(SemaphoreSlim turn) : IAsyncDisposable
    {
        private bool isLarge;

        /// <summary>Returns when no other large call is under way.</summary>
        public async Task WaitAsync(CancellationToken cancellation)
        {
            await turn.WaitAsync(cancellation);
            isLarge = true;
        }

        public async ValueTask DisposeAsync()
        {
            if (!isLarge)
                return;
            await Task.Delay(Unwinding);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            turn.Release();
        }
    }
}
