using System.Text.Json.Serialization;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>A buy order with everything that can be checked about it.</summary>
internal sealed record OrderResponse
{
    public required string Id { get; init; }

    /// <summary><c>schedule</c> or <c>manual</c>.</summary>
    public required string Trigger { get; init; }

    public required string RequestedBy { get; init; }

    public required string? Note { get; init; }

    /// <summary><c>pending</c>, <c>completed</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    public required string Phase { get; init; }

    /// <summary>Why it failed, was retried, is held or is unknown.</summary>
    public required string? Reason { get; init; }

    /// <summary>Why it does not move on just now; it goes on by itself.</summary>
    public required HoldResponse? Held { get; init; }

    /// <summary>Evidence contradicts itself; a human decides.</summary>
    public required bool Unknown { get; init; }

    /// <summary>How an operator ended it when it was unknown.</summary>
    public required ResolutionResponse? Resolution { get; init; }

    public required int Retries { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it completed; null while it is pending and when it failed.</summary>
    public required DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it completed or failed.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    public required Zar RevenueBase { get; init; }

    public required Zar Allocation { get; init; }

    public required Zar Spend { get; init; }

    public required int RateBps { get; init; }

    public required int ParametersVersion { get; init; }

    public required Zar TotalRevenue { get; init; }

    public required string LedgerRoot { get; init; }

    public required QuoteResponse Quote { get; init; }

    public required string ReferencePrice { get; init; }

    public required string? TokensAcquired { get; init; }

    public required string? TokensAcquiredRaw { get; init; }

    /// <summary>
    /// No majority of the nodes could tell the recipient's balance around the block: the amount is what the token's events say of it. Absent otherwise.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? TokensByEventsAlone { get; init; }

    /// <summary>ZAR for one token, of what was really spent and received.</summary>
    public required string? PricePerToken { get; init; }

    public required string? TransactionHash { get; init; }

    public required long? BlockNumber { get; init; }

    public required string? BlockHash { get; init; }

    public required string Wallet { get; init; }

    public required string Recipient { get; init; }

    public required string GasSpent { get; init; }

    public required string GasSpentRaw { get; init; }

    public required IReadOnlyList<AttemptResponse> Attempts { get; init; }

    public static OrderResponse Of(OrderRecord record, int tokenDecimals)
    {
        var order = record.Order;
        var purchase = order.Purchase;
        return new OrderResponse
        {
            Id = order.Id,
            Trigger = Words.Of(order.Trigger),
            RequestedBy = order.RequestedBy,
            Note = order.Note,
            Status = Words.Of(order.Status),
            Phase = Words.Of(order.Phase),
            Reason = (order.Reason ?? order.Hold?.Reason)?.Value,
            Held = HoldResponse.Of(record),
            Unknown = order.IsUnknown,
            Resolution = ResolutionResponse.Of(order.Resolution),
            Retries = order.Retry,
            CreatedAt = order.CreatedAt,
            CompletedAt = order.Status == OrderStatus.Completed ? order.EndedAt : null,
            EndedAt = order.EndedAt,
            RevenueBase = order.RevenueBase,
            Allocation = order.Allocation,
            Spend = order.Spend,
            RateBps = order.RateBps,
            ParametersVersion = order.ParametersVersion,
            TotalRevenue = order.RevenueTotal,
            LedgerRoot = order.LedgerRoot,
            Quote = QuoteResponse.Of(order.Quote, tokenDecimals),
            ReferencePrice = order.Quote.ReferencePrice.ToString(),
            TokensAcquired = purchase is null ? null : TokenText.Whole(purchase.TokensAcquired, tokenDecimals),
            TokensAcquiredRaw = purchase is null ? null : TokenText.Raw(purchase.TokensAcquired),
            TokensByEventsAlone = purchase is { ByEventsAlone: true } ? true : null,
            PricePerToken = purchase is null ? null : Price.Average(order.Spend, purchase.TokensAcquired, tokenDecimals)?.ToString(),
            TransactionHash = purchase?.TransactionHash,
            BlockNumber = purchase?.BlockNumber,
            BlockHash = purchase?.BlockHash.ToString(),
            Wallet = order.Wallet.ToString(),
            Recipient = order.Recipient.ToString(),
            GasSpent = TokenText.Whole(order.GasSpentWei, TokenText.NativeDecimals),
            GasSpentRaw = TokenText.Raw(order.GasSpentWei),
            Attempts = [.. record.Attempts.Select(AttemptResponse.Of)],
        };
    }
}
