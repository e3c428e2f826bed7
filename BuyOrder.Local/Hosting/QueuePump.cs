using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// Takes messages from a queue to its function, one batch at a time: success completes the batch, anything else abandons all of it.
/// </summary>
internal sealed partial class QueuePump(
    FunctionDefinition function,
    MessageQueue queue,
    int batchSize,
    TriggerInvoker invoker,
    ILogger<QueuePump> log)
{
    /// <summary>
    /// The real host delivers again at once, so that a fault of half a second can use up all deliveries. A pause that doubles leaves the
    /// same ten deliveries but spreads them over some ten seconds. It is time that one process of the worker has been up: each delivery
    /// to one that is killed again and again, soon after its start, would be lost with it.
    /// </summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var batch = await queue.ReceiveAsync(batchSize, cancellation);
            var result = await invoker.InvokeAsync(
                function.Name, () => BatchInvocation.Of(batch), cancellation);
            if (result.Succeeded)
            {
                queue.Complete(batch);
                continue;
            }
            var deliveries = batch.Max(delivery => delivery.Count);
            queue.Abandon(batch);
            Log.Abandoned(log, batch.Count, queue.Name, deliveries);
            await invoker.WaitUntilSteadyAsync(Pause(deliveries), cancellation);
        }
    }

    private static TimeSpan Pause(int deliveries) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, ShortestPause.Ticks << Math.Min(deliveries - 1, MessageQueue.MaxDeliveryCount)));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} messages go back to {Queue} after delivery {Deliveries}.")]
        public static partial void Abandoned(ILogger logger, int count, string queue, int deliveries);
    }
}
