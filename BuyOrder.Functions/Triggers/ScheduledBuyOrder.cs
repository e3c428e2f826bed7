using BuyOrder.Domain;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Market;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Triggers;

/// <summary>Looks whether a slot of the schedule is due, every few minutes; the schedule itself is a business parameter.</summary>
internal sealed partial class ScheduledBuyOrder(OrderService orders, TokenScale scale, ILogger<ScheduledBuyOrder> logger)
{
    [Function(nameof(ScheduledBuyOrder))]
    public async Task RunAsync([TimerTrigger("0 */5 * * * *", UseMonitor = true)] TimerInfo timer, CancellationToken cancellation)
    {
        if (await orders.RunDueSlotAsync(cancellation) is not { } result)
            return;
        Log.Ran(logger, result.Outcome.Value, result.Detail);

        // Known at this moment without a question: the order must be readable later while the chain is down.
        if (result.Outcome == ReasonCode.Ordered)
            await scale.DecimalsAsync(cancellation);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A slot was due: {Outcome}. {Detail}")]
        public static partial void Ran(ILogger logger, string outcome, string detail);
    }
}
