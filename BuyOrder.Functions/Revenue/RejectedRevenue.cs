using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue;

/// <summary>Messages that can never become an entry, with their reason and raw body. Nothing is ever deleted.</summary>
internal sealed class RejectedRevenue(ITableStore store, TimeProvider time)
{
    /// <summary>How many wait for somebody to look at them: one point read.</summary>
    public Task<long> CountOpenAsync(CancellationToken cancellation) => throw new NotSupportedException($"{store} {time} {cancellation}");
}
