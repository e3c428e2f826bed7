using System.Threading.Channels;

namespace BuyOrder.Local.Hosting;

/// <summary>Fires one timer function when it is due and when it is asked for, never twice at the same time.</summary>
/// <param name="function">The function.</param>
/// <param name="trigger">Its timer.</param>
/// <param name="firing">When it fires here; null = only when asked for.</param>
/// <param name="invoker">Invokes it.</param>
/// <param name="time">The clock.</param>
internal sealed class TimerLoop(
    FunctionDefinition function, TimerTrigger trigger, TimerSchedule? firing, TriggerInvoker invoker, TimeProvider time)
{
    private const int MaxRequests = 1000;

    /// <summary>A long wait is cut in pieces, for a clock that jumps and for the limits of a timer.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Channel<bool> requests = Channel.CreateBounded<bool>(MaxRequests);
    private DateTimeOffset? last;

    public string Name => function.Name;

    /// <summary>Asks for one invocation, soon; false when too many are waiting already.</summary>
    public bool Request() => requests.Writer.TryWrite(true);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await WaitUntilDueAsync(cancellation);
            var now = time.GetUtcNow();
            await invoker.InvokeAsync(function.Name, () => TimerInvocation.Of(trigger, last, now), cancellation);
            last = now;
        }
    }

    /// <summary>Returns at the next due time, or when a request waits, the earlier of the two.</summary>
    private async Task WaitUntilDueAsync(CancellationToken cancellation)
    {
        var due = firing?.Next(time.GetUtcNow()) ?? DateTimeOffset.MaxValue;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var requested = requests.Reader.WaitToReadAsync(stop.Token).AsTask();
        while (!requested.IsCompleted && time.GetUtcNow() is var now && now < due)
            await Task.WhenAny(requested, Task.Delay(due - now < LongestWait ? due - now : LongestWait, time, stop.Token));
        await stop.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        requests.Reader.TryRead(out _);
    }
}
