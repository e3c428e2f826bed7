using System.Text.Json.Serialization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Engine.Runs;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>The record of one time the service looked whether to buy.</summary>
internal sealed record RunResponse(
    string Id,
    DateTimeOffset At,
    string Trigger,
    string RequestedBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Slot,
    string Outcome,
    string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OrderId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FiguresResponse? Figures,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ParametersVersion)
{
    public static RunResponse Of(RunRecord run) => new(
        run.Id,
        run.At,
        Words.Of(run.Trigger),
        run.RequestedBy,
        run.Slot,
        run.Outcome.Value,
        run.Detail,
        run.OrderId,
        FiguresResponse.Of(run.Figures),
        run.ParametersVersion);
}

/// <summary>What came of a manual run, or would come of it.</summary>
/// <param name="Outcome"><c>ordered</c>, or why nothing was bought.</param>
/// <param name="Reason">The outcome in one sentence with figures.</param>
/// <param name="DryRun">True: nothing was written or sent.</param>
/// <param name="Figures">The money it decided on.</param>
/// <param name="Quote">What the market offers for the spend.</param>
/// <param name="Order">The order placed, the one the key was bound to before, or the open one that prevents another.</param>
internal sealed record RunResultResponse(
    string Outcome,
    string Reason,
    bool DryRun,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FiguresResponse? Figures,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] QuoteResponse? Quote,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OrderResponse? Order)
{
    /// <summary>What each price source said; absent when none was asked, and when the parameters' own price, without an age, is all there is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PriceSourceResponse>? PriceSources { get; init; }

    public static RunResultResponse Of(RunResult result, bool dryRun, int tokenDecimals)
    {
        var (figures, quote, order) = result switch
        {
            RunResult.Placed placed => (placed.Figures, placed.Quote, placed.Order),
            RunResult.PlacedBefore before => (null, null, before.Order),
            RunResult.Previewed preview => (preview.Figures, preview.Quote, null),
            RunResult.Refused refused => (refused.Figures, refused.Quote, refused.Open),
            _ => throw new InvalidOperationException($"{result.Outcome} is answered with a problem."),
        };
        return new RunResultResponse(
            result.Outcome.Value,
            result.Detail,
            dryRun,
            FiguresResponse.Of(figures),
            quote is null ? null : QuoteResponse.Of(quote, tokenDecimals),
            order is null ? null : OrderResponse.Of(order, tokenDecimals))
        {
            PriceSources = PriceSourceResponse.Of(result.Prices),
        };
    }
}

/// <summary>The money a run decided on.</summary>
internal sealed record FiguresResponse(Zar TotalRevenue, Zar ConsumedRevenue, Zar AvailableRevenue, Zar Allocation, Zar Spend)
{
    public static FiguresResponse? Of(RunFigures? figures) => figures is null
        ? null
        : new(figures.TotalRevenue, figures.ConsumedRevenue, figures.AvailableRevenue, figures.Allocation, figures.Spend);
}
