namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>The world's time, and hosts' clocks that are off from it.</summary>
internal sealed class ModelClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;

    public TimeProvider OffBy(TimeSpan skew) => skew == TimeSpan.Zero ? this : new HostClock(this, skew);

    private sealed class HostClock(ModelClock world, TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => world.GetUtcNow() + skew;
    }
}
