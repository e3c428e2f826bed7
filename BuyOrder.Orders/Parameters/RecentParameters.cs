using BuyOrder.Domain.Parameters;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Parameters;

/// <summary>
/// The parameters in force for what is asked with every message: at most a few seconds old, so that intake does not read them each time.
/// Orders always ask for those of the moment.
/// </summary>
internal sealed partial class RecentParameters(ParameterStore parameters, TimeProvider time, ILogger<RecentParameters> logger)
{
    /// <summary>A changed limit is in force everywhere after it.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private volatile Known? known;

    /// <summary>
    /// The limits; while the stored row was edited or cannot be read those known before, or the default ones: that stops buying by itself,
    /// and must not stop intake.
    /// </summary>
    /// <exception cref="TableUnavailableException">They cannot be read just now: nothing is known.</exception>
    public async ValueTask<PlausibilityLimits> LimitsAsync(CancellationToken cancellation)
    {
        if (known is { } recent && time.GetElapsedTime(recent.ReadAt) < MaxAge)
            return recent.Limits;
        try
        {
            var limits = (await parameters.CurrentAsync(cancellation)).Parameters.Plausibility;
            known = new Known(limits, time.GetTimestamp());
            return limits;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or ForeignRowException or LedgerFaultException)
        {
            Log.Unreadable(logger, unreadable.Message);
            return known?.Limits ?? PlausibilityLimits.Default;
        }
    }

    private sealed record Known(PlausibilityLimits Limits, long ReadAt);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The business parameters cannot be used; revenue is judged by the limits known before, and nothing is bought: {Reason}")]
        public static partial void Unreadable(ILogger logger, string reason);
    }
}
