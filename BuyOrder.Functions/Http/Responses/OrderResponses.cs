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

    /// <summary>Evidence contradicts itself; an operator decides.</summary>
    public required bool Unknown { get; init; }

    /// <summary>How an operator ended it when it was unknown.</summary>
    public required ResolutionResponse? Resolution { get; init; }

    /// <summary>Who does not want it to buy, since when and why.</summary>
    public required CancelResponse? Cancel { get; init; }

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

    /// <summary>What each price source said at the reservation; absent when the parameters' own price, without an age, was all there was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PriceSourceResponse>? PriceSources { get; init; }

    public required string? TokensAcquired { get; init; }

    public required string? TokensAcquiredRaw { get; init; }

    /// <summary>
    /// No majority of the nodes could tell the recipient's balance around the block: the amount is what the token's events say of it. Absent otherwise.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? TokensByEventsAlone { get; init; }

    /// <summary>ZAR for one token, of what was really spent and received.</summary>
    public required string? PricePerToken { get; init; }

    /// <summary>How much dearer it was than it could have been; absent while nothing was bought.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FillResponse? Fill { get; init; }

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
            Cancel = CancelResponse.Of(order.CancelRequested),
            Retries = order.Retry,
            CreatedAt = order.CreatedAt,
            CompletedAt = order.Status == JobStatus.Completed ? order.EndedAt : null,
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
            PriceSources = PriceSourceResponse.Of(order.Prices),
            TokensAcquired = purchase is null ? null : TokenText.Whole(purchase.TokensAcquired, tokenDecimals),
            TokensAcquiredRaw = purchase is null ? null : TokenText.Raw(purchase.TokensAcquired),
            TokensByEventsAlone = purchase is { ByEventsAlone: true } ? true : null,
            PricePerToken = purchase is null ? null : Price.Average(order.Spend, purchase.TokensAcquired, tokenDecimals)?.ToString(),
            Fill = FillResponse.Of(Domain.Orders.Fill.Of(order)),
            TransactionHash = purchase?.TransactionHash.ToString(),
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

/// <summary>One signed transaction of an order. Fees in wei per gas.</summary>
internal sealed record AttemptResponse(
    int Number,
    long Nonce,
    string Kind,
    string TransactionHash,
    string MaxFeePerGas,
    string MaxPriorityFeePerGas,
    string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? Deadline,
    int? ParametersVersion)
{
    /// <summary>ZAR per token that a swap was held to when it was signed; absent where the parameters' own price, without an age, was all there was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReferencePrice { get; init; }

    /// <summary>What each price source said then; absent likewise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PriceSourceResponse>? PriceSources { get; init; }

    public static AttemptResponse Of(Attempt attempt) => new(
        attempt.Number,
        attempt.Nonce,
        Words.Of(attempt.Kind),
        attempt.TransactionHash.ToString(),
        TokenText.Raw(attempt.MaxFeePerGasWei),
        TokenText.Raw(attempt.MaxPriorityFeePerGasWei),
        Words.Of(attempt.State),
        attempt.CreatedAt,
        attempt.Deadline,
        attempt.ParametersVersion)
    {
        ReferencePrice = attempt.ReferencePrice?.ToString(),
        PriceSources = PriceSourceResponse.Of(attempt.Prices),
    };
}

/// <summary>What the market offered; prices in ZAR for one token.</summary>
internal sealed record QuoteResponse(
    string Market, string AmountOut, string AmountOutRaw, string Price, string ReferencePrice, int ImpactBps, int DeviationBps, long Block)
{
    /// <summary>Before the purchase; absent for an order from before it was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MidPrice { get; init; }

    /// <summary>Between which markets it was chosen; absent where there was one only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MarketChoiceResponse? Choice { get; init; }

    public static QuoteResponse Of(OrderQuote quote, int tokenDecimals) => new(
        quote.Market,
        TokenText.Whole(quote.AmountOut, tokenDecimals),
        TokenText.Raw(quote.AmountOut),
        quote.Price.ToString(),
        quote.ReferencePrice.ToString(),
        quote.ImpactBps,
        quote.DeviationBps,
        quote.Block)
    {
        MidPrice = quote.MidPrice?.ToString(),
        Choice = MarketChoiceResponse.Of(quote.Choice, tokenDecimals),
    };
}

/// <summary>Why an order does not move on just now, in a stable word and a sentence.</summary>
/// <param name="Reason">Stable word.</param>
/// <param name="Detail">One sentence with figures.</param>
/// <param name="Since">Since when it is on hold for this kind of reason.</param>
/// <param name="Tried">The transaction that was tried; absent when it did not come so far.</param>
internal sealed record HoldResponse(
    string Reason,
    string Detail,
    DateTimeOffset Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TriedResponse? Tried)
{
    /// <summary>Null when the order is not on hold.</summary>
    public static HoldResponse? Of(OrderRecord record) => Of(record.Order, record.Attempts);

    /// <summary>Null when the order or the task is not on hold.</summary>
    public static HoldResponse? Of(Job job, IReadOnlyList<Attempt> attempts) => job.Hold is { } hold
        ? new HoldResponse(hold.Reason.Value, hold.Detail, hold.Since, TriedResponse.Of(job, attempts))
        : null;
}

/// <summary>The transaction that put an order on hold: a call that failed its trial, or the newest that was signed.</summary>
/// <param name="Kind">Of one that was signed: <c>approve</c>, <c>swap</c> or <c>cancel</c>.</param>
/// <param name="Nonce">Of one that was signed.</param>
/// <param name="TransactionHash">Of one that was signed.</param>
/// <param name="State">Of one that was signed.</param>
/// <param name="To">Of a trial: the contract.</param>
/// <param name="Data">Of a trial: the calldata; calling it from the order's wallet tries it again.</param>
internal sealed record TriedResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Nonce,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TransactionHash,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? To,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Data)
{
    /// <summary>Null when nothing was tried so far.</summary>
    public static TriedResponse? Of(Job job, IReadOnlyList<Attempt> attempts)
    {
        if (job.Hold?.Tried is { } call)
            return new TriedResponse(null, null, null, null, call.To.ToString(), call.Data);
        return attempts.LastOrDefault(attempt => attempt.Retry == job.Retry) is { } signed
            ? new TriedResponse(Words.Of(signed.Kind), signed.Nonce, signed.TransactionHash.ToString(), Words.Of(signed.State), null, null)
            : null;
    }

    public override string ToString() => TransactionHash is null
        ? $"a call of {To} with {Data}"
        : FormattableString.Invariant($"{Kind} {TransactionHash} with nonce {Nonce}, {State}");
}

/// <summary>How an operator ended an order that was unknown.</summary>
internal sealed record ResolutionResponse(string Finding, string Reason, string? Evidence, string ResolvedBy, DateTimeOffset At)
{
    public static ResolutionResponse? Of(Resolution? resolution) => resolution is null
        ? null
        : new ResolutionResponse(Words.Of(resolution.Finding), resolution.Reason, resolution.Evidence, resolution.ResolvedBy, resolution.At);
}

/// <summary>An operator's wish that an order should not buy. Its status tells what came of it.</summary>
internal sealed record CancelResponse(DateTimeOffset At, string By, string Reason)
{
    public static CancelResponse? Of(CancelWish? wish) => wish is null ? null : new CancelResponse(wish.At, wish.By, wish.Reason);
}
