using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Schedule;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine.Runs;

/// <summary>The question whether to buy now.</summary>
/// <param name="Trigger">Schedule or manual.</param>
/// <param name="OrderId">The id an order would get (<see cref="OrderIds"/>); null only for a dry run without a key.</param>
/// <param name="RequestedBy">Who asks, for the records.</param>
/// <param name="Slot">The slot of a scheduled run.</param>
/// <param name="Note">Free text of a manual run.</param>
internal sealed record RunRequest(OrderTrigger Trigger, string? OrderId, string RequestedBy, Slot? Slot = null, string? Note = null);

/// <summary>What came of a run.</summary>
/// <param name="Outcome"><see cref="ReasonCode.Ordered"/> with an order, or why nothing was bought.</param>
/// <param name="Detail">One sentence with figures, for people.</param>
/// <param name="Order">The order placed now, the one the idempotency key was bound to before, or the open one that is in the way.</param>
/// <param name="Figures">The money the decision was made on; null when it did not come so far.</param>
/// <param name="Quote">What the market offers; null when it was not asked.</param>
internal sealed record RunResult(
    ReasonCode Outcome, string? Detail, OrderRecord? Order = null, RunFigures? Figures = null, OrderQuote? Quote = null)
{
    /// <summary>The idempotency key is bound to an order that was asked for with other content.</summary>
    public bool IsKeyReused => Outcome == KeyReused;

    /// <summary>The order is one that an earlier request with the same id has placed.</summary>
    public bool IsReplay { get; init; }

    public static readonly ReasonCode KeyReused = new("idempotency_key_reused");
}
