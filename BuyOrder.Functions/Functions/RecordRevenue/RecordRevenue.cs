using BuyOrder.Functions.Hosting;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;

namespace BuyOrder.Functions.Functions;

/// <summary>A batch of the revenue queue. Success means that each message is an entry, a duplicate or rejected revenue, durably.</summary>
internal sealed partial class RecordRevenue(RevenueIntake intake, ILogger<RecordRevenue> logger) : ITrigger
{
    /// <summary>The binding's name in function.json.</summary>
    public const string Binding = "messages";

    public string Name => nameof(RecordRevenue);

    public async Task InvokeAsync(Invocation invocation, CancellationToken cancellation)
    {
        var messages = QueueBatch.Read(invocation, Binding);
        var results = await intake.RecordAsync([.. messages.Select(Incoming)], cancellation);
        Log.Recorded(
            logger,
            messages.Count,
            Count(RecordOutcome.Recorded),
            Count(RecordOutcome.Duplicate),
            Count(RecordOutcome.ConflictingDuplicate) + Count(RecordOutcome.Rejected));

        int Count(RecordOutcome outcome) => results.Count(result => result.Outcome == outcome);
    }

    private static IncomingRevenue Incoming(QueueMessage message) =>
        new(message.Body, new DeliveryInfo(DeliveryInfo.Queue, message.MessageId, message.DeliveryCount, message.EnqueuedAt));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Messages} messages: {Recorded} recorded, {Duplicates} duplicates, {Rejected} rejected")]
        public static partial void Recorded(ILogger logger, int messages, int recorded, int duplicates, int rejected);
    }
}
