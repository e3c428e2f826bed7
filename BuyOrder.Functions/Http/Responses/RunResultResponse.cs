using System.Text.Json.Serialization;
using BuyOrder.Orders.Engine.Runs;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What came of a manual run, or would come of it.</summary>
/// <param name="Outcome"><c>ordered</c>, or why nothing was bought.</param>
/// <param name="Reason">The outcome in one sentence with figures.</param>
/// <param name="DryRun">True: nothing was written or sent.</param>
/// <param name="Figures">The money it decided on.</param>
/// <param name="Quote">What the market offers for the spend.</param>
/// <param name="Order">The order placed, the one the key was bound to before, or the open one that stands in the way.</param>
internal sealed record RunResultResponse(
    string Outcome,
    string? Reason,
    bool DryRun,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FiguresResponse? Figures,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] QuoteResponse? Quote,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OrderResponse? Order)
{
    public static RunResultResponse Of(RunResult result, bool dryRun, int tokenDecimals) => new(
        result.Outcome.Value,
        result.Detail,
        dryRun,
        FiguresResponse.Of(result.Figures),
        result.Quote is null ? null : QuoteResponse.Of(result.Quote, tokenDecimals),
        result.Order is null ? null : OrderResponse.Of(result.Order, tokenDecimals));
}
