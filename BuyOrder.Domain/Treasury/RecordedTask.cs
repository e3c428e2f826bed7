using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Domain.Treasury;

/// <summary>What a record keeps of a wallet task.</summary>
/// <param name="Id">The task.</param>
/// <param name="Action">What it does, with amount and receiver or spender.</param>
/// <param name="Wallet">Which signs.</param>
/// <param name="Outcome">What its final transaction did; null where there is none.</param>
/// <param name="GasSpentWei">Gas of its transactions so far.</param>
/// <param name="RowHash">Hash of the task's row as it is after the event.</param>
/// <param name="RowHashBefore">Hash of the row before the event; null for a reservation.</param>
public sealed record RecordedTask(
    string Id, TaskAction Action, Address Wallet, TaskOutcome? Outcome, BigInteger GasSpentWei, string RowHash, string? RowHashBefore)
{
    /// <summary>What a step is for the record chain; null for one that neither begins nor ends the task.</summary>
    /// <param name="before">The task before the step; null at its reservation.</param>
    /// <param name="after">The task after it.</param>
    public static RecordEvent? EventOf(WalletTask? before, WalletTask after)
    {
        if (before is null)
            return RecordEvent.TaskReserved;
        if (before.IsEnded || !after.IsEnded)
            return null;
        return after.Status == JobStatus.Completed ? RecordEvent.TaskCompleted : RecordEvent.TaskFailed;
    }

    /// <summary>The record of a step, but for its number, the hash before it and its own: a task changes nothing but what is open.</summary>
    /// <param name="newest">The record before it.</param>
    /// <param name="happened">As <see cref="EventOf"/> says.</param>
    /// <param name="at">When.</param>
    /// <param name="task">With its rows' hashes.</param>
    /// <param name="sums">After the step.</param>
    public static TreasuryRecord Next(TreasuryRecord newest, RecordEvent happened, DateTimeOffset at, RecordedTask task, TreasurySums sums) => new()
    {
        Number = 0,
        Event = happened,
        At = at,
        Task = task,
        Sums = sums,
        Revenue = newest.Revenue,
        CutOff = newest.CutOff,
        ParametersVersion = newest.ParametersVersion,
        ParametersHash = newest.ParametersHash,
        SettledCutOff = newest.SettledCutOff,
        LateFailures = newest.LateFailures,
    };

    /// <summary>The sums after an event, from the event and its task alone; null when it cannot follow on these.</summary>
    public static TreasurySums? After(TreasurySums before, RecordEvent happened, RecordedTask task) => happened switch
    {
        RecordEvent.TaskReserved when before.OpenOrderId is null => before with { OpenOrderId = task.Id },
        RecordEvent.TaskCompleted when before.OpenOrderId == task.Id && task.Outcome is not null => before with { OpenOrderId = null },
        RecordEvent.TaskFailed when before.OpenOrderId == task.Id => before with { OpenOrderId = null },
        _ => null,
    };
}
