using System.Text.Json.Serialization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>Between which markets an order's was chosen.</summary>
/// <param name="FeePerGas">Wei that gas was valued at.</param>
/// <param name="NativePrice">ZAR for one native coin; absent where it was not known, and gas did not count.</param>
/// <param name="Markets">In the order of the settings.</param>
internal sealed record MarketChoiceResponse(
    string FeePerGas,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NativePrice,
    IReadOnlyList<MarketChoiceResponse.Candidate> Markets)
{
    public static MarketChoiceResponse? Of(MarketChoice? choice, int tokenDecimals) => choice is null
        ? null
        : new MarketChoiceResponse(
            TokenText.Raw(choice.FeePerGasWei),
            choice.NativePrice?.ToString(),
            [.. choice.Candidates.Select(candidate => Of(candidate, tokenDecimals))]);

    private static Candidate Of(MarketCandidate candidate, int tokenDecimals) => candidate switch
    {
        MarketCandidate.Offered offered => new Candidate
        {
            Market = offered.Market,
            Spend = offered.Spend,
            AmountOut = TokenText.Whole(offered.AmountOut, tokenDecimals),
            AtMid = TokenText.Whole(offered.AtMid, tokenDecimals),
            Gas = offered.Gas,
            Net = TokenText.Whole(offered.Net, tokenDecimals),
        },
        MarketCandidate.LeftOut left => new Candidate { Market = left.Market, Reason = left.Reason.Value, Detail = left.Detail },
        _ => throw new InvalidOperationException($"{candidate} is no candidate."),
    };

    /// <summary>One of them: with its figures, or with why it was left out.</summary>
    internal sealed record Candidate
    {
        public required string Market { get; init; }

        /// <summary>What it takes of the wanted spend.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Zar? Spend { get; init; }

        /// <summary>Tokens that it gives for it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? AmountOut { get; init; }

        /// <summary>Tokens that it would give at its mid price.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? AtMid { get; init; }

        /// <summary>Units of gas that the swap takes, roughly.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? Gas { get; init; }

        /// <summary>Tokens less what the gas is worth.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Net { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Reason { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Detail { get; init; }
    }
}

/// <summary>How much dearer a purchase was, in basis points; below zero where it was cheaper.</summary>
/// <param name="AgainstQuoteMidBps">Than at the mid price when the order was reserved.</param>
/// <param name="AgainstMidBps">Than at the mid price that the swap was signed on.</param>
/// <param name="AgainstReferenceBps">Than at the reference price when the order was reserved.</param>
/// <param name="AgainstTwapBps">Than at the average price of a pool then, the lowest that counted.</param>
internal sealed record FillResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AgainstQuoteMidBps,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AgainstMidBps,
    int AgainstReferenceBps,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AgainstTwapBps)
{
    public static FillResponse? Of(Fill? fill) =>
        fill is null ? null : new FillResponse(fill.AgainstQuoteMidBps, fill.AgainstMidBps, fill.AgainstReferenceBps, fill.AgainstTwapBps);
}

/// <summary>The fills of completed orders since they are kept, weighted by what was spent; basis points, dearer is above zero.</summary>
/// <param name="Count">Of the orders.</param>
/// <param name="Spend">Of all of them.</param>
/// <param name="AgainstMidAverageBps">Against the mid price that each swap was signed on; null before the first.</param>
/// <param name="AgainstMidWorstBps">The dearest; null before the first.</param>
/// <param name="AgainstReferenceAverageBps">Against the reference price; null before the first.</param>
/// <param name="AgainstReferenceWorstBps">The dearest; null before the first.</param>
internal sealed record SlippageResponse(
    long Count, Zar Spend, int? AgainstMidAverageBps, int? AgainstMidWorstBps, int? AgainstReferenceAverageBps, int? AgainstReferenceWorstBps)
{
    public static SlippageResponse Of(FillStatistics fills) => new(
        fills.Count,
        fills.Spend,
        fills.MidAverageBps,
        fills.Count == 0 ? null : fills.MidWorstBps,
        fills.ReferenceAverageBps,
        fills.Count == 0 ? null : fills.ReferenceWorstBps);
}
