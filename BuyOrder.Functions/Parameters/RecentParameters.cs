using BuyOrder.Domain.Parameters;

namespace BuyOrder.Functions.Parameters;

/// <summary>
/// The parameters in force for what is asked with every message: at most a few seconds old, so that intake does not read them each time.
/// Orders always ask for those of the moment.
/// </summary>
internal sealed class RecentParameters(ParameterStore parameters, TimeProvider time)
{
    /// <summary>A changed limit is in force everywhere after it.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private volatile Known? known;

    /// <exception cref="Storage.TableUnavailableException">They cannot be read just now: nothing is known.</exception>
    public async ValueTask<PlausibilityLimits> LimitsAsync(CancellationToken cancellation)
    {
        if (known is not { } recent || time.GetElapsedTime(recent.ReadAt) >= MaxAge)
            known = recent = new Known((await parameters.CurrentAsync(cancellation)).Parameters.Plausibility, time.GetTimestamp());
        return recent.Limits;
    }

    private sealed record Known(PlausibilityLimits Limits, long ReadAt);
}
