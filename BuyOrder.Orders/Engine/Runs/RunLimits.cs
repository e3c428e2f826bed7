using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine.Runs;

/// <summary>
/// What the limits leave of a run's spend. The newest record tells all they need; only a store from before it did is counted, once, and the
/// newest order is looked up where it failed.
/// </summary>
internal sealed class RunLimits(OrderQueries book, TimeZoneInfo zone)
{
    /// <summary>Zones are less than a day from UTC; the rest is for clocks that were put back over the end of a month.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromDays(3);

    /// <returns>The windows at that moment, under whose day an order would count, and what it may spend.</returns>
    public async Task<(SpendWindows Windows, LimitedSpend Limited)> ApplyAsync(
        OrderSnapshot open, SpendDecision decision, BusinessParameters parameters, DateTimeOffset now, CancellationToken cancellation)
    {
        var windows = (open.Record!.Sums.Windows ?? await CountAsync(open.State, now, cancellation)).At(now);
        var newest = parameters.Limits.MinimumInterval is null ? null : await NewestAsync(open.State, cancellation);
        return (windows, LimitRule.Apply(decision, parameters, windows, newest?.At, now));
    }

    private async Task<RevenueMark?> NewestAsync(TreasuryState state, CancellationToken cancellation) =>
        state.NewestCounting ?? (state.HasHadOrders ? await book.NewestCountingAsync(cancellation) : null);

    private async Task<SpendWindows> CountAsync(TreasuryState state, DateTimeOffset now, CancellationToken cancellation)
    {
        var today = BusinessDay.Of(now, zone);
        var month = new DateTimeOffset(today.Year, today.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var orders = state.HasHadOrders ? await book.SinceAsync(month - Margin, cancellation) : [];
        return SpendWindows.Of(orders, zone.Id, today);
    }
}
