using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Engine.Runs;

/// <summary>What a run found and decided: an order to reserve, or the reason for none. Nothing has been written yet.</summary>
internal sealed record RunAssessment(ReasonCode Outcome, string? Detail, OrderSnapshot Book)
{
    /// <summary>The order to reserve; null when nothing is to be bought.</summary>
    public Order? Draft { get; init; }

    /// <summary>The order that the id is bound to already, or the open one.</summary>
    public OrderRecord? Existing { get; init; }

    public RunFigures? Figures { get; init; }

    public OrderQuote? Quote { get; init; }

    public PreTradeFacts? Facts { get; init; }

    /// <summary>Purchases that the book should know and does not; null when it was not looked for or nothing is missing.</summary>
    public MissingPurchases? Missing { get; init; }

    /// <summary>Which stored rows contradict each other; null when none were found to.</summary>
    public LedgerFault? Fault { get; init; }

    public RunResult Result(OrderRecord? order = null) => new(Outcome, Detail, order ?? Existing, Figures, Quote)
    {
        IsReplay = Outcome == ReasonCode.Ordered && Draft is null && Existing is not null,
    };
}
