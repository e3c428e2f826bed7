using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Store;

/// <summary>One step with everything that binds its rows to each other: hashes, the record where there is one, the audit row's place. Pure.</summary>
internal sealed class SealedStep
{
    private readonly OrderSnapshot before;
    private readonly TreasuryRecord? record;
    private readonly string orderHash;

    private SealedStep(OrderSnapshot before, OrderChange step, DateTimeOffset at)
    {
        this.before = before;
        var jobBefore = before.Job?.Id == step.Job.Id ? before.Job : null;
        var happened = EventOf(jobBefore, step.Job);
        Job = happened is null ? step.Job : step.Job with { RecordNumber = (before.Record?.Number ?? 0) + 1 };
        OrderRow = TreasuryStateSeal.OrderOf(Job, AttemptsAfter(before, step));
        orderHash = RowHash.Of(OrderRow);
        State = step.State with { OpenOrderHash = OpenOrderHash(step.State) };
        var audits = new List<TableWrite>();
        foreach (var audit in step.Audits)
        {
            (State, var row) = TreasuryStateSeal.Audited(State, audit);
            audits.Add(new TableWrite.Insert(OrderKeys.Audit(audit.Id), row));
        }

        AuditWrites = audits;

        record = before.Record;
        if (happened is { } what)
        {
            var next = Job is WalletTask task
                ? TaskRecord(before.Record!, what, at, task, jobBefore is null ? null : before.OrderHash)
                : RecordedEvents.Next(
                    before.Record, new RecordedStep(what, at, (Order?)jobBefore, (Order)Job, orderHash, before.OrderHash), State.Sums);
            (State, var row, record) = TreasuryStateSeal.Recorded(before.Record, State, next);
            RecordWrites = [new TableWrite.Insert(OrderKeys.Record(record.Number), row)];
        }
    }

    public TreasuryState State { get; }

    public Job Job { get; }

    public RowValues OrderRow { get; }

    public IReadOnlyList<TableWrite> RecordWrites { get; } = [];

    public IReadOnlyList<TableWrite> AuditWrites { get; } = [];

    /// <param name="book">As it was loaded, and the step decided on.</param>
    /// <param name="step">What changes.</param>
    /// <param name="at">When.</param>
    public static SealedStep Of(OrderSnapshot book, OrderChange step, DateTimeOffset at) => new(book, step, at);

    /// <summary>The book after the step was written, with nothing open if it ended.</summary>
    public OrderSnapshot Book(string? stateETag, string? orderETag, IReadOnlyList<(Attempt Attempt, string ETag)> attempts) => Job.IsEnded
        ? new OrderSnapshot(State, stateETag, null, null, []) { Record = record }
        : new OrderSnapshot(State, stateETag, Job, orderETag, attempts) { Record = record, OrderHash = orderHash };

    private static RecordEvent? EventOf(Job? jobBefore, Job after) => after is WalletTask task
        ? RecordedTask.EventOf((WalletTask?)jobBefore, task)
        : RecordedEvents.Of((Order?)jobBefore, (Order)after);

    private TreasuryRecord TaskRecord(TreasuryRecord newest, RecordEvent happened, DateTimeOffset at, WalletTask task, string? hashBefore)
    {
        var recorded = new RecordedTask(task.Id, task.Action, task.Wallet, task.Outcome, task.GasSpentWei, orderHash, hashBefore);
        return RecordedTask.Next(newest, happened, at, recorded, State.Sums);
    }

    /// <summary>A step on an undone order leaves the open one as it is.</summary>
    private string? OpenOrderHash(TreasuryState state)
    {
        if (state.OpenOrderId == Job.Id)
            return orderHash;
        return state.OpenOrderId is null ? null : before.State.OpenOrderHash;
    }

    private static IEnumerable<Attempt> AttemptsAfter(OrderSnapshot before, OrderChange step)
    {
        var kept = before.AttemptList.Select(old => step.ChangedAttempts.FirstOrDefault(changed => changed.Number == old.Number) ?? old);
        return step.NewAttempt is { } added ? kept.Append(added) : kept;
    }
}
