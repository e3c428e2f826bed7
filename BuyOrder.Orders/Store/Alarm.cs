using BuyOrder.Domain;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Store;

/// <summary>What a message tells that is made of neither an order's end nor an audit. Its facts wait in a row beside the message, which is made of them again before it is sent.</summary>
/// <param name="Event">One of <see cref="Notification.OfFacts"/>.</param>
/// <param name="Subject">The newest purchase that is missing, a slot, an order or a task with the number of its hold, a task, or the moment of the finding in ticks.</param>
/// <param name="Reason">Stable word.</param>
/// <param name="Detail">One sentence, for people.</param>
/// <param name="At">When it was found.</param>
/// <param name="Place">The row that does not fit; null for an old copy.</param>
/// <param name="Newest">The newest record as it was known; null while the book could not be read.</param>
internal sealed record Alarm(
    string Event, string Subject, ReasonCode Reason, string Detail, DateTimeOffset At, AlarmPlace? Place, RecordAnchor? Newest)
{
    /// <summary>Of an order that is on hold.</summary>
    public string? OrderId { get; init; }

    /// <summary>Of a wallet task that is on hold or has failed.</summary>
    public string? TaskId { get; init; }

    /// <summary>How many rejected messages.</summary>
    public long? Count { get; init; }
}

/// <summary>Where what an alarm tells of was found.</summary>
/// <param name="Partition">Of the row.</param>
/// <param name="RowKey">Of the row.</param>
/// <param name="Property">Null when it is the row as a whole.</param>
internal sealed record AlarmPlace(string Partition, string RowKey, string? Property);
