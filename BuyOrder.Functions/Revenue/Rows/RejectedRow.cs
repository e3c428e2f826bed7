using System.Globalization;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue.Rows;

/// <summary>
/// Table <c>RejectedRevenue</c>, one partition: <c>r:{SHA-256 of the raw body}</c> holds a message, <c>n:{inverse ticks}:{hash}</c>
/// lists it newest first, <c>count</c> counts the open ones. All are written together.
/// </summary>
internal static class RejectedRow
{
    public const string Table = "RejectedRevenue";
    public const string Partition = "rejected";
    public const string CountKey = "count";
    public const string Open = "open";

    /// <summary>What is kept of a raw body; the rest is cut and flagged.</summary>
    public const int MaxKeptBytes = 512 * 1024;

    private const int ChunkBytes = 64 * 1024;
    private const int MaxDeliveryText = 256;
    private const int OwnBytes = 8 * 1024;

    /// <summary>A host without a time may hand on the year 1, which the service (from 1601) refuses.</summary>
    private const int EarliestYear = 1900;

    public static string Key(Sha256Hash bodyHash) => $"r:{bodyHash}";

    public static string ListKey(DateTimeOffset firstAt, Sha256Hash bodyHash) =>
        $"n:{(DateTime.MaxValue.Ticks - firstAt.UtcTicks).ToString("D19", CultureInfo.InvariantCulture)}:{bodyHash}";

    /// <summary>At most so many bytes in a request, the list row included.</summary>
    public static int MaxBytes(int bodyLength) => OwnBytes + WireSize.OfBytes(Math.Min(bodyLength, MaxKeptBytes));

    /// <summary>A row for a body seen the first time.</summary>
    public static RowValues Write(RefusedMessage refused, int deliveries, DateTimeOffset now)
    {
        var body = refused.Message.Body.Span;
        var values = new RowValues
        {
            ["status"] = Open,
            ["firstAt"] = now,
            ["deliveries"] = 0L,
            ["length"] = body.Length,
            ["cut"] = body.Length > MaxKeptBytes,
        };
        var kept = body[..Math.Min(body.Length, MaxKeptBytes)];
        for (var i = 0; kept.Length > 0; i++)
        {
            var chunk = kept[..Math.Min(kept.Length, ChunkBytes)];
            values[BodyProperty(i)] = chunk.ToArray();
            kept = kept[chunk.Length..];
        }
        return Delivered(values, refused, deliveries, now);
    }

    /// <summary>The row after the same body came again: its deliveries are counted, reason and delivery are the latest.</summary>
    public static RowValues Delivered(RowValues values, RefusedMessage refused, int deliveries, DateTimeOffset now)
    {
        values = values.Copy();
        values["deliveries"] = values.Int64("deliveries") + deliveries;
        values["lastAt"] = now;
        values["reason"] = refused.Rejection.Reason;
        values["member"] = refused.Rejection.Member;
        values["detail"] = refused.Rejection.Detail;
        values["id"] = refused.Id;
        var delivery = refused.Message.Delivery;
        values["origin"] = delivery?.Origin;
        values["messageId"] = Bounded(delivery?.MessageId);
        values["deliveryCount"] = delivery?.DeliveryCount;
        values["enqueuedAt"] = delivery?.EnqueuedAt is { Year: >= EarliestYear } enqueuedAt ? enqueuedAt.ToUniversalTime() : null;
        return values;
    }

    /// <summary>The raw body, as much of it as was kept.</summary>
    public static byte[] Body(RowValues values)
    {
        var body = new MemoryStream();
        for (var i = 0; values.BinaryOrNull(BodyProperty(i)) is { } chunk; i++)
            body.Write(chunk);
        return body.ToArray();
    }

    private static string BodyProperty(int i) => $"body{i.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A queue's message id may be any text: control characters and half surrogate pairs would not survive every client.</summary>
    private static string? Bounded(string? text) => text is null
        ? null
        : new string([.. text.Take(MaxDeliveryText).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
}
