using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using BuyOrder.Ledger.Rejected;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>A message that could not become an entry.</summary>
internal sealed record RejectedRevenueResponse
{
    /// <summary>SHA-256 of its bytes, hexadecimal.</summary>
    public required string Id { get; init; }

    /// <summary><c>open</c>, <c>replayed</c> or <c>discarded</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why it was rejected the last time it was looked at: a stable word, the member at fault, and a sentence.</summary>
    public required string Reason { get; init; }

    public required string? Member { get; init; }

    public required string Detail { get; init; }

    /// <summary>The sender's id, when the message could be read.</summary>
    public required string? RevenueId { get; init; }

    public required long Deliveries { get; init; }

    public required DateTimeOffset FirstAt { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    /// <summary><c>queue</c> or <c>http</c>: how it came the last time. The rest is what the queue told.</summary>
    public required string? Origin { get; init; }

    public required string? MessageId { get; init; }

    public required int? DeliveryCount { get; init; }

    public required DateTimeOffset? EnqueuedAt { get; init; }

    /// <summary>Bytes as they came.</summary>
    public required int Length { get; init; }

    /// <summary>True when not all of them were kept.</summary>
    public required bool Cut { get; init; }

    /// <summary>False for one that was cut or is too large for a message.</summary>
    public required bool CanBeReplayed { get; init; }

    /// <summary>When, by whom and why it was replayed or discarded; null while it is open.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    public required string? ClosedBy { get; init; }

    public required string? ClosedWhy { get; init; }

    /// <summary>Its bytes as text; only where one item is asked for, and when they are UTF-8.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Body { get; init; }

    /// <summary>Its bytes when they are not UTF-8.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BodyBase64 { get; init; }

    public static RejectedRevenueResponse Of(RejectedItem item) => new()
    {
        Id = item.Body.ToString(),
        Status = Words.Of(item.Status),
        Reason = item.Rejection.Reason,
        Member = item.Rejection.Member,
        Detail = item.Rejection.Detail,
        RevenueId = item.Id,
        Deliveries = item.Deliveries,
        FirstAt = item.FirstAt,
        LastAt = item.LastAt,
        Origin = item.Delivery?.Origin,
        MessageId = item.Delivery?.MessageId,
        DeliveryCount = item.Delivery?.DeliveryCount,
        EnqueuedAt = item.Delivery?.EnqueuedAt,
        Length = item.Length,
        Cut = item.Cut,
        CanBeReplayed = item.CanBeReplayed,
        ClosedAt = item.Closing?.At,
        ClosedBy = item.Closing?.Who,
        ClosedWhy = item.Closing?.Why,
    };

    public static RejectedRevenueResponse Of(RejectedItem item, byte[] body) => Utf8.IsValid(body)
        ? Of(item) with { Body = Encoding.UTF8.GetString(body) }
        : Of(item) with { BodyBase64 = Convert.ToBase64String(body) };
}

/// <summary>What the replay of one message came to.</summary>
/// <param name="Result">
/// <c>recorded</c>; <c>duplicate</c>: it was an entry already; <c>conflicting_duplicate</c> or <c>rejected</c>: it stays as it was.
/// </param>
/// <param name="Item">The message as it is kept now, with the reason if it was rejected again.</param>
internal sealed record ReplayResponse(string Result, RejectedRevenueResponse Item);

/// <summary>What the replay of all messages of a reason came to, as far as this call went.</summary>
/// <param name="Replayed">They are entries now.</param>
/// <param name="Duplicates">They were entries already.</param>
/// <param name="StillRejected">They stay open, some perhaps for another reason.</param>
/// <param name="More">True when open messages were left that this call has not looked at.</param>
/// <param name="Continuation">To be sent along with the next call, when there are more.</param>
internal sealed record ReplayAllResponse(
    int Replayed,
    int Duplicates,
    int StillRejected,
    bool More,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);
