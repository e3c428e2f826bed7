using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Http.Shapes;

/// <summary>How an operator ended an order that was unknown.</summary>
internal sealed record ResolutionShape(string Finding, string Reason, string? Evidence, string ResolvedBy, DateTimeOffset At)
{
    public static ResolutionShape? Of(Resolution? resolution) => resolution is null
        ? null
        : new ResolutionShape(Words.Of(resolution.Finding), resolution.Reason, resolution.Evidence, resolution.ResolvedBy, resolution.At);
}
