using BuyOrder.Ledger.Messages;

namespace BuyOrder.Functions.Triggers;

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
