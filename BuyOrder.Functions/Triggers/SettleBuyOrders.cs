using BuyOrder.Ledger;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Signals;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Triggers;

/// <summary>Advances what is in flight as far as it goes without waiting, looks at what completed lately, and sends what is to be told.</summary>
internal sealed partial class SettleBuyOrders(
    OrderService orders, OrderWatch watch, PoolWatch pools, SignalWatch signals, Outbox outbox, RevenueLedger ledger, ILogger<SettleBuyOrders> logger)
{
    /// <summary>So long a tick works on the index of older refunds, once after an upgrade.</summary>
    private static readonly TimeSpan BackfillTime = TimeSpan.FromSeconds(5);

    [Function(nameof(SettleBuyOrders))]
    public async Task RunAsync([TimerTrigger("%SettleSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellation)
    {
        await orders.AdvanceAsync(cancellation);
        try
        {
            await watch.TickAsync(cancellation);
        }
        catch (ChainUnavailableException error)
        {
            Log.NotWatched(logger, error.Message);
        }

        await ObserveAsync(cancellation);
        await signals.TickAsync(cancellation);
        await outbox.SendAsync(cancellation);
        await ledger.BackfillRefundsAsync(BackfillTime, cancellation);
    }

    private async Task ObserveAsync(CancellationToken cancellation)
    {
        try
        {
            await pools.TickAsync(cancellation);
        }
        catch (ChainUnavailableException error)
        {
            Log.NotObserved(logger, error.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The pools of price sources could not be looked at and will be in five minutes: {Reason}")]
        public static partial void NotObserved(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "Completed orders could not be looked at and will be at the next tick: {Reason}")]
        public static partial void NotWatched(ILogger logger, string reason);
    }
}
