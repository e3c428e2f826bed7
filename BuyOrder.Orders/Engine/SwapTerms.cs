namespace BuyOrder.Orders.Engine;

/// <summary>How long a swap is good for.</summary>
internal static class SwapTerms
{
    /// <summary>How long a swap may wait to be mined before it can only revert.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(20);

    /// <summary>From the later of the two clocks: one that is behind must not make a swap that is late from the start.</summary>
    public static DateTimeOffset Deadline(DateTimeOffset headTime, DateTimeOffset now) => (headTime > now ? headTime : now) + Lifetime;
}
