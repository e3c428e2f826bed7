using System.Text.Json.Serialization;
using BuyOrder.Domain.Orders;

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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FiguresResponse? Figures)
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
        FiguresResponse.Of(run.Figures));
}
