using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rejected;

/// <summary>Rows <c>n:{inverse ticks}:{hash}</c>, an item, and <c>o:{ticks}:{hash}</c>, which lists it while it is open.</summary>
internal static class RejectedItemRow
{
    private const int MaxDeliveryText = 256;

    /// <summary>An item, its place in the list of open ones and an audit record, all texts at their longest, in a request.</summary>
    private const int OwnBytes = 16 * 1024;

    /// <summary>A host without a time may hand on the year 1, which the service (from 1601) refuses.</summary>
    private const int EarliestYear = 1900;

    /// <summary>The most bytes in a request for a new item with its body.</summary>
    public static int MaxBytes(int bodyLength) => OwnBytes + WireSize.OfBytes(Math.Min(bodyLength, RejectedBodyRow.MaxKeptBytes));

    public static RowValues Write(RejectedItem item) => new()
    {
        ["hash"] = item.Body.ToArray(),
        ["status"] = Code(item.Status),
        ["reason"] = item.Rejection.Reason,
        ["member"] = item.Rejection.Member,
        ["detail"] = item.Rejection.Detail,
        ["id"] = item.Id,
        ["deliveries"] = item.Deliveries,
        ["firstAt"] = item.FirstAt,
        ["lastAt"] = item.LastAt,
        ["origin"] = item.Delivery?.Origin,
        ["messageId"] = Bounded(item.Delivery?.MessageId),
        ["deliveryCount"] = item.Delivery?.DeliveryCount,
        ["enqueuedAt"] = item.Delivery?.EnqueuedAt is { Year: >= EarliestYear } enqueuedAt ? enqueuedAt : null,
        ["length"] = item.Length,
        ["cut"] = item.Cut,
        ["closedAt"] = item.Closing?.At,
        ["closedBy"] = item.Closing?.Who,
        ["closedWhy"] = item.Closing?.Why,
    };

    public static RowValues WriteOpen(RejectedItem item) => new()
    {
        ["hash"] = item.Body.ToArray(),
        ["reason"] = item.Rejection.Reason,
        ["firstAt"] = item.FirstAt,
        ["length"] = item.Length,
        ["cut"] = item.Cut,
    };

    public static RejectedItem Read(RowValues row) => new(
        new Sha256Hash(row.Binary("hash")), row.Time("firstAt"), row.Int32("length"), row.Flag("cut"))
    {
        Status = Status(row.Text("status")),
        Rejection = new Rejection(row.Text("reason"), row.TextOrNull("member"), row.Text("detail")),
        Id = row.TextOrNull("id"),
        Deliveries = row.Int64("deliveries"),
        LastAt = row.Time("lastAt"),
        Delivery = row.TextOrNull("origin") is { } origin
            ? new DeliveryInfo(
                origin,
                row.TextOrNull("messageId"),
                row["deliveryCount"] is null ? null : row.Int32("deliveryCount"),
                row.TimeOrNull("enqueuedAt"))
            : null,
        Closing = row.TimeOrNull("closedAt") is { } at ? new RejectedClosing(at, row.Text("closedBy"), row.Text("closedWhy")) : null,
    };

    public static OpenRejected ReadOpen(RowValues row) => new(
        new Sha256Hash(row.Binary("hash")), row.Text("reason"), row.Time("firstAt"), row.Int32("length"), row.Flag("cut"));

    public static string Code(RejectedStatus status) => status switch
    {
        RejectedStatus.Open => "open",
        RejectedStatus.Replayed => "replayed",
        RejectedStatus.Discarded => "discarded",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No code."),
    };

    private static RejectedStatus Status(string code) => code switch
    {
        "open" => RejectedStatus.Open,
        "replayed" => RejectedStatus.Replayed,
        "discarded" => RejectedStatus.Discarded,
        _ => throw new InvalidDataException($"Property status is {code}."),
    };

    /// <summary>A queue's message id may be any text: control characters and half surrogate pairs would not survive every client.</summary>
    private static string? Bounded(string? text) => text is null
        ? null
        : new string([.. text.Take(MaxDeliveryText).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
}
