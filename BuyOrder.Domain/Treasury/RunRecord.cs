using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Domain.Treasury;

/// <summary>One time the service looked whether to buy, and what came of it.</summary>
/// <param name="Id">Sorts by time within the book.</param>
/// <param name="At">When it looked.</param>
/// <param name="Trigger">Schedule or manual.</param>
/// <param name="RequestedBy">Who asked.</param>
/// <param name="Slot">Slot id of a scheduled run.</param>
/// <param name="Outcome"><c>ordered</c>, or why not.</param>
/// <param name="Detail">One sentence with figures; null when the outcome says it all.</param>
/// <param name="OrderId">The order placed, or the one that stood in the way.</param>
/// <param name="Figures">The money the decision was made on.</param>
public sealed record RunRecord(
    string Id,
    DateTimeOffset At,
    OrderTrigger Trigger,
    string RequestedBy,
    string? Slot,
    ReasonCode Outcome,
    string? Detail,
    string? OrderId,
    RunFigures? Figures)
{
    /// <summary>The version of the parameters that it decided by; null where none was read, and for runs from before this was kept.</summary>
    public int? ParametersVersion { get; init; }
}

/// <summary>The money a run decided on.</summary>
public sealed record RunFigures(Zar TotalRevenue, Zar ConsumedRevenue, Zar AvailableRevenue, Zar Allocation, Zar Spend);
