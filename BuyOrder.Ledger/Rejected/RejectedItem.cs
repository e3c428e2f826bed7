using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Messages;

namespace BuyOrder.Ledger.Rejected;

/// <summary>A message that could not become an entry, without its body.</summary>
/// <param name="Body">SHA-256 of the raw body: the same bytes are one item, however often they come.</param>
/// <param name="FirstAt">When they came first.</param>
/// <param name="Length">Their number.</param>
/// <param name="Cut">True when not all of them were kept.</param>
internal sealed record RejectedItem(Sha256Hash Body, DateTimeOffset FirstAt, int Length, bool Cut)
{
    public RejectedStatus Status { get; init; } = RejectedStatus.Open;

    /// <summary>Why it was rejected the last time it was looked at.</summary>
    public required Rejection Rejection { get; init; }

    /// <summary>The sender's id, when the message could be read.</summary>
    public string? Id { get; init; }

    public long Deliveries { get; init; }

    public DateTimeOffset LastAt { get; init; }

    /// <summary>How it came the last time.</summary>
    public DeliveryInfo? Delivery { get; init; }

    /// <summary>Set when it is not open.</summary>
    public RejectedClosing? Closing { get; init; }

    /// <summary>A body that was cut, or is too large for a message, can never become an entry.</summary>
    public bool CanBeReplayed => !Cut && Length <= RevenueMessageReader.MaxBytes;

    /// <summary>After the same bytes came again and were rejected again. What was decided about them remains.</summary>
    public RejectedItem Delivered(RefusedMessage latest, int deliveries, DateTimeOffset now) => this with
    {
        Rejection = latest.Rejection,
        Id = latest.Id,
        Deliveries = Deliveries + deliveries,
        LastAt = now,
        Delivery = latest.Message.Delivery,
    };
}

/// <summary>What has become of rejected revenue.</summary>
internal enum RejectedStatus
{
    Unknown = 0,

    /// <summary>It waits for an operator.</summary>
    Open,

    /// <summary>What it says is an entry of the ledger. Final.</summary>
    Replayed,

    /// <summary>An operator has decided that it is not to count. A replay can take that back.</summary>
    Discarded,
}

/// <summary>Who replayed or discarded rejected revenue, when and why.</summary>
internal sealed record RejectedClosing(DateTimeOffset At, string Who, string Why);
