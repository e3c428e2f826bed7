using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;

namespace BuyOrder.Functions.Triggers;

/// <summary>A batch of the revenue queue. Success means that each message is an entry, a duplicate or rejected revenue, durably.</summary>
internal sealed partial class RecordRevenue(
    RevenueIntake intake, BatchPatience patience, LargeBatchMemory memory, ILogger<RecordRevenue> logger)
{
    /// <summary>Where payment services send their messages.</summary>
    public const string Queue = "revenue-events";

    /// <param name="messages">The bodies; what stands beside them is for diagnosis only.</param>
    /// <param name="deliveryCountArray">Null, as the following, in a call over the host's admin API.</param>
    /// <param name="messageIdArray">As the senders wrote them.</param>
    /// <param name="enqueuedTimeUtcArray">The host writes them without a zone.</param>
    /// <param name="cancellation">The host gave the call up.</param>
    [Function(nameof(RecordRevenue))]
    public async Task RunAsync(
        [ServiceBusTrigger(Queue, Connection = "ServiceBus", IsBatched = true), InputConverter(typeof(BodiesConverter))]
        byte[][] messages,
        int[]? deliveryCountArray,
        string[]? messageIdArray,
        DateTime[]? enqueuedTimeUtcArray,
        CancellationToken cancellation)
    {
        var batch = QueueBatch.Read(messages, deliveryCountArray, messageIdArray, enqueuedTimeUtcArray);
        try
        {
            await patience.RunAsync(limited => RecordAsync(batch, limited), cancellation);
        }
        finally
        {
            memory.Release(messages);
        }
    }

    private async Task RecordAsync(IReadOnlyList<IncomingRevenue> batch, CancellationToken cancellation)
    {
        var results = await intake.RecordAsync(batch, cancellation);
        Log.Recorded(
            logger,
            batch.Count,
            Count(RecordOutcome.Recorded),
            Count(RecordOutcome.Duplicate),
            Count(RecordOutcome.ConflictingDuplicate) + Count(RecordOutcome.Rejected));

        int Count(RecordOutcome outcome) => results.Count(result => result.Outcome == outcome);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Messages} messages: {Recorded} recorded, {Duplicates} duplicates, {Rejected} rejected")]
        public static partial void Recorded(ILogger logger, int messages, int recorded, int duplicates, int rejected);
    }
}
