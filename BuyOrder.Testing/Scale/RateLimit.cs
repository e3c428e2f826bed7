namespace BuyOrder.Testing.Scale;

/// <summary>A number of entities per second; what one tenth of a second leaves unused may be used later. Times in microseconds.</summary>
internal sealed class RateLimit(int entitiesPerSecond)
{
    private const long Second = 1_000_000;
    private readonly double most = entitiesPerSecond / 10.0;
    private double left = entitiesPerSecond / 10.0;
    private long at;

    public bool Has(long now, int entities)
    {
        left = Math.Min(most, left + ((now - at) * (double)entitiesPerSecond / Second));
        at = now;
        return left >= entities;
    }

    public void Take(int entities) => left -= entities;
}
