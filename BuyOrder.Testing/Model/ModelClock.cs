using BuyOrder.Orders.Chain;

namespace BuyOrder.Testing.Model;

/// <summary>The world's time, and hosts' clocks that are off from it.</summary>
internal sealed class ModelClock(DateTimeOffset start) : TimeProvider
{
    private readonly List<ModelTimer> timers = [];
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by)
    {
        now += by;
        foreach (var timer in timers.FindAll(timer => timer.Due <= now))
            timer.Fire();
    }

    /// <summary>
    /// Nodes are waited for in the world's time, which rings inside of <see cref="Advance"/>, because everything is one thread. Shorter pauses,
    /// as between two looks at a row, pass for real.
    /// </summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < ChainNodes.Grace || period != Timeout.InfiniteTimeSpan)
            return base.CreateTimer(callback, state, dueTime, period);
        var timer = new ModelTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public TimeProvider OffBy(TimeSpan skew) => skew == TimeSpan.Zero ? this : new HostClock(this, skew);

    private sealed class HostClock(ModelClock world, TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => world.GetUtcNow() + skew;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            world.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class ModelTimer(ModelClock world, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire()
        {
            if (world.timers.Remove(this))
                callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            world.timers.Remove(this);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Due = world.now + dueTime;
                world.timers.Add(this);
            }

            return true;
        }

        public void Dispose() => world.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
