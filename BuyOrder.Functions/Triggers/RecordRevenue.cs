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

/// <summary>The messages of a batch, each with what the host tells of it beside the body.</summary>
/// <remarks>No message is dropped: what is not told of one is unknown.</remarks>
internal static class QueueBatch
{
    /// <param name="bodies">One for each message.</param>
    /// <param name="deliveryCounts">As the following, null or shorter than the bodies where the host does not tell.</param>
    /// <param name="messageIds">In the order of the bodies.</param>
    /// <param name="enqueuedTimes">A time without a zone is UTC.</param>
    public static IReadOnlyList<IncomingRevenue> Read(
        IReadOnlyList<byte[]> bodies,
        IReadOnlyList<int>? deliveryCounts,
        IReadOnlyList<string?>? messageIds,
        IReadOnlyList<DateTime>? enqueuedTimes) =>
    [
        .. bodies.Select((body, index) => new IncomingRevenue(body, new DeliveryInfo(
            DeliveryInfo.Queue,
            index < messageIds?.Count ? messageIds[index] : null,
            index < deliveryCounts?.Count ? deliveryCounts[index] : null,
            index < enqueuedTimes?.Count ? InUtc(enqueuedTimes[index]) : null))),
    ];

    private static DateTimeOffset InUtc(DateTime time) =>
        time.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(time, TimeSpan.Zero) : time.ToUniversalTime();
}
