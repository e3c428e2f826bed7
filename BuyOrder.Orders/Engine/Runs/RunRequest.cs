using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Schedule;

namespace BuyOrder.Orders.Engine.Runs;

/// <summary>The question whether to buy now.</summary>
/// <param name="Trigger">Schedule or manual.</param>
/// <param name="OrderId">The id an order would get (<see cref="OrderIds"/>); null only for a dry run without a key.</param>
/// <param name="RequestedBy">Who asks, for the records.</param>
/// <param name="Slot">The slot of a scheduled run.</param>
/// <param name="Note">Free text of a manual run.</param>
internal sealed record RunRequest(OrderTrigger Trigger, string? OrderId, string RequestedBy, Slot? Slot = null, string? Note = null)
{
    /// <summary>For a preview: what the parameters would be; null for those in force.</summary>
    public BusinessParameters? Under { get; init; }
}
