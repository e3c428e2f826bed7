namespace BuyOrder.Local.Servers;

/// <summary>
/// Starts child processes and ends every one of them: on disposal, newest first, and, through the <see cref="Watchdog"/>,
/// when this process crashes or is killed. Thread-safe.
/// </summary>
internal sealed class ChildProcesses : IAsyncDisposable
{
    private readonly Watchdog watchdog = new();
    private readonly List<ChildProcess> running = [];
    private bool disposed;

    /// <summary>Starts the executable directly, so that it keeps its own name and id.</summary>
    /// <exception cref="ServerStartException">There is no such executable, or it may not be run.</exception>
    public ChildProcess Start(ChildCommand command)
    {
        lock (running)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var child = ChildProcess.Start(command, watchdog);
            running.Add(child);
            _ = ForgetAsync(child);
            return child;
        }
    }

    public async ValueTask DisposeAsync()
    {
        ChildProcess[] children;
        lock (running)
        {
            if (disposed)
                return;
            disposed = true;
            children = [.. running];
        }
        try
        {
            foreach (var child in children.Reverse())
                await child.DisposeAsync();
        }
        finally
        {
            watchdog.Dispose();
        }
    }

    private async Task ForgetAsync(ChildProcess child)
    {
        await child.Exited;
        lock (running)
            running.Remove(child);
    }
}
