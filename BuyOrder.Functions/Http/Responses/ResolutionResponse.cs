using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>How an operator ended an order that was unknown.</summary>
internal sealed record ResolutionResponse(string Finding, string Reason, string? Evidence, string ResolvedBy, DateTimeOffset At)
{
    public static ResolutionResponse? Of(Resolution? resolution) => resolution is null
        ? null
        : new ResolutionResponse(Words.Of(resolution.Finding), resolution.Reason, resolution.Evidence, resolution.ResolvedBy, resolution.At);
}
