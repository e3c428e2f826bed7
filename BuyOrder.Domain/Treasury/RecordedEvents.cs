using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Domain.Treasury;

/// <summary>Which steps of an order are recorded, and what the record says. Pure.</summary>
public static class RecordedEvents
{
    /// <summary>What a step is for the record chain; null for one that changes no sum.</summary>
    /// <param name="before">The order before the step; null at its reservation.</param>
    /// <param name="after">The order after it.</param>
    public static RecordEvent? Of(Order? before, Order after)
    {
        if (before is null)
            return RecordEvent.Reserved;
        if (before.IsEnded && !after.IsEnded)
            return RecordEvent.Undone;
        if (before.IsEnded || !after.IsEnded)
            return null;
        if (before.IsUnknown)
            return RecordEvent.Resolved;
        return after.Status == JobStatus.Completed ? RecordEvent.Completed : RecordEvent.Failed;
    }

    /// <summary>The record of a step, but for its number, the hash before it and its own.</summary>
    /// <param name="newest">The record before it; null only where the chain has not begun.</param>
    /// <param name="step">What happened.</param>
    /// <param name="sums">After the step.</param>
    public static TreasuryRecord Next(TreasuryRecord? newest, RecordedStep step, TreasurySums sums)
    {
        var (happened, before, order) = (step.Happened, step.Before, step.After);
        var isReservation = happened == RecordEvent.Reserved;
        return new TreasuryRecord
        {
            Number = 0,
            Event = happened,
            At = step.At,
            Order = Facts(order, before, step.RowHash, isReservation ? null : step.RowHashBefore) with { Day = sums.Windows?.DayOf(order) },
            Sums = sums,
            Revenue = isReservation && order.Revenue is { } frozen ? frozen : newest?.Revenue ?? RevenueTotals.Empty,
            CutOff = isReservation ? order.CutOff : newest?.CutOff ?? [],
            ParametersVersion = isReservation ? order.ParametersVersion : newest?.ParametersVersion ?? 0,
            ParametersHash = isReservation ? order.ParametersHash : newest?.ParametersHash,
            SettledCutOff = order.Status == JobStatus.Completed ? Later(newest?.SettledCutOff ?? [], order.CutOff) : newest?.SettledCutOff ?? [],
            LateFailures = IsLateFailure(happened, order) ? Joined(newest?.LateFailures, order.Id) : newest?.LateFailures ?? "",
            Held = happened == RecordEvent.Resolved && before?.Hold is { } hold ? new RecordedHold(hold.Reason, hold.Detail, hold.Since) : null,
        };
    }

    private static RecordedOrder Facts(Order order, Order? before, string rowHash, string? rowHashBefore) => new(
        order.Id,
        order.RevenueBase,
        order.Spend,
        order.SpendUnits,
        order.RateBps,
        order.LedgerRoot,
        order.RevenueTotal,
        order.ParametersVersion,
        order.ParametersHash,
        order.Purchase ?? before?.Purchase,
        order.GasSpentWei,
        rowHash,
        rowHashBefore);

    private static bool IsLateFailure(RecordEvent happened, Order order) =>
        happened == RecordEvent.Resolved && order.Status == JobStatus.Failed && order.TimesUndone > 0;

    private static string Joined(string? ids, string id) => string.IsNullOrEmpty(ids) ? id : $"{ids},{id}";

    /// <summary>An undone order that completes again lies before what was settled since.</summary>
    private static IReadOnlyList<long> Later(IReadOnlyList<long> settled, IReadOnlyList<long> cutOff) =>
        settled.Count == cutOff.Count && settled.Sum() > cutOff.Sum() ? settled : cutOff;
}

/// <summary>A step that is recorded.</summary>
/// <param name="Happened">As <see cref="RecordedEvents.Of"/> says.</param>
/// <param name="At">When.</param>
/// <param name="Before">The order before the step; null at its reservation.</param>
/// <param name="After">The order after it.</param>
/// <param name="RowHash">Of the order's row after the step.</param>
/// <param name="RowHashBefore">Of its row before; null for a reservation.</param>
public sealed record RecordedStep(
    RecordEvent Happened, DateTimeOffset At, Order? Before, Order After, string RowHash, string? RowHashBefore);

/// <summary>What a <see cref="TreasuryRecord"/> tells of. Stored by name.</summary>
public enum RecordEvent
{
    Unset = 0,

    /// <summary>The chain begins: with an empty book, or with the orders of a book that was kept before there were records.</summary>
    Start,

    /// <summary>An order was promised; its base is consumed from here on.</summary>
    Reserved,

    /// <summary>An order ended with its purchase.</summary>
    Completed,

    /// <summary>An order ended without one and gave its base back.</summary>
    Failed,

    /// <summary>A completed order's purchase is not on the chain any more.</summary>
    Undone,

    /// <summary>An operator ended an unknown order.</summary>
    Resolved,

    /// <summary>An administrator had the sums computed anew after a fault.</summary>
    Restarted,

    /// <summary>A wallet task was taken on. It changes no sum but what is open.</summary>
    TaskReserved,

    /// <summary>A wallet task has done what it was for.</summary>
    TaskCompleted,

    /// <summary>A wallet task ended without that.</summary>
    TaskFailed,
}
