using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Store;

/// <summary>
/// Loads and writes the order store. Each write is one atomic batch that replaces the state row by its exact ETag: a step that was decided
/// on an older state writes nothing.
/// </summary>
/// <param name="tables">Where it is.</param>
/// <param name="notifications">Where notifications go; null: none are sent, and none are written.</param>
internal sealed class OrderStore(ITableStore tables, NotificationOptions? notifications = null)
{
    private readonly ITable table = tables.Table(OrderKeys.Table);
    private readonly OrderStoreReader reader = new(tables.Table(OrderKeys.Table));

    /// <summary>The book as it was last seen whole. Every step replaces the state: while its ETag is the same, so is all the rest.</summary>
    private volatile OrderSnapshot? known;

    private long timesTold;

    /// <summary>Whether notifications are configured.</summary>
    public bool Tells => notifications is not null;

    /// <summary>Grows whenever this process leaves something to be told; other processes' messages are not counted.</summary>
    public long TimesTold => Interlocked.Read(ref timesTold);

    /// <summary>The book as it was at one moment.</summary>
    /// <exception cref="LedgerFaultException">Its rows contradict each other.</exception>
    /// <exception cref="TableUnavailableException">The book changed each time while it was being read.</exception>
    public Task<OrderSnapshot> LoadAsync(CancellationToken cancellation) => LoadAsync(state => state.OpenOrderId, cancellation);

    /// <summary>The same with one order, open or not, in the place of the open one; without any when there is none of this id.</summary>
    /// <exception cref="LedgerFaultException">Its rows contradict each other.</exception>
    /// <exception cref="TableUnavailableException">The book changed each time while it was being read.</exception>
    public Task<OrderSnapshot> LoadAsync(string orderId, CancellationToken cancellation) => LoadAsync(_ => orderId, cancellation);

    private async Task<OrderSnapshot> LoadAsync(Func<TreasuryState, string?> which, CancellationToken cancellation)
    {
        var book = await reader.ReadAsync(which, known, cancellation);
        return known = book with { State = await MovedPause.IntoAsync(book.State, tables, cancellation) };
    }

    /// <summary>
    /// Whether nothing is open, for the price of one point read: the state is still the row that was last loaded, and checked with its record. False
    /// says nothing: it is to be loaded. No memory alone decides it, since another instance may have reserved.
    /// </summary>
    public async Task<bool> IsIdleAsync(CancellationToken cancellation) =>
        known is { StateETag: not null, State.OpenOrderId: null } last && await IsNewestAsync(last, cancellation);

    /// <summary>
    /// Whether the state that a step was decided on is still the one that is stored. For the one effect that no write of its own precedes: bytes
    /// that were stored by an earlier step leave the process, and a pause in between must hold them.
    /// </summary>
    public async Task<bool> IsNewestAsync(OrderSnapshot book, CancellationToken cancellation)
    {
        try
        {
            return (await table.ReadAsync(OrderKeys.Partition, OrderKeys.State, cancellation))?.ETag == book.StateETag;
        }
        catch (ForeignRowException)
        {
            return false;
        }
    }

    /// <summary>
    /// Writes the order, its list row, its record, the run that placed it, and the state that consumed its base. Null: another instance was
    /// faster.
    /// </summary>
    /// <param name="book">As it was loaded.</param>
    /// <param name="state">With the order's base consumed.</param>
    /// <param name="order">Reserved.</param>
    /// <param name="run">What placed it.</param>
    /// <param name="audits">Who asked for it, and what the service did of its own accord along with it.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public async Task<OrderSnapshot?> ReserveAsync(
        OrderSnapshot book, TreasuryState state, Order order, RunRecord run, IReadOnlyList<AuditRecord> audits, CancellationToken cancellation)
    {
        var sealedStep = SealedStep.Of(book, new OrderChange(state, order) { Audits = audits }, order.CreatedAt);
        var result = await table.SubmitAsync(
            OrderKeys.Partition,
            [
                StateWrite(book, sealedStep.State),
                new TableWrite.Insert(OrderKeys.Order(order.Id), sealedStep.OrderRow),
                new TableWrite.Insert(OrderKeys.Listed(order.CreatedAt, order.Id), new RowValues { ["orderId"] = order.Id }),
                new TableWrite.Insert(OrderKeys.Run(run.Id), RunRow.Write(run)),
                .. sealedStep.RecordWrites,
                .. sealedStep.AuditWrites,
            ],
            cancellation);
        return Keep(result.Applied ? sealedStep.Book(result.ETags[0], result.ETags[1], []) : null);
    }

    /// <summary>The same, along with nothing else.</summary>
    public Task<OrderSnapshot?> ReserveAsync(OrderSnapshot book, TreasuryState state, Order order, RunRecord run, CancellationToken cancellation) =>
        ReserveAsync(book, state, order, run, [], cancellation);

    /// <summary>Writes a wallet task, its list row, its record, who asked for it, and the state that has it open. Null: another instance was faster.</summary>
    public async Task<OrderSnapshot?> ReserveAsync(
        OrderSnapshot book, TreasuryState state, WalletTask task, AuditRecord audit, CancellationToken cancellation)
    {
        var sealedStep = SealedStep.Of(book, new OrderChange(state, task) { Audit = audit }, task.CreatedAt);
        var result = await table.SubmitAsync(
            OrderKeys.Partition,
            [
                StateWrite(book, sealedStep.State),
                new TableWrite.Insert(OrderKeys.Task(task.Id), sealedStep.OrderRow),
                new TableWrite.Insert(OrderKeys.ListedTask(task.CreatedAt, task.Id), new RowValues { ["taskId"] = task.Id }),
                .. sealedStep.RecordWrites,
                .. sealedStep.AuditWrites,
                .. Told(Notification.Of(audit, Newest(sealedStep.State))),
            ],
            cancellation);
        return Keep(result.Applied ? sealedStep.Book(result.ETags[0], result.ETags[1], []) : null);
    }

    /// <summary>Writes one step of what is open. Null: another instance took a step; load again and decide again.</summary>
    public async Task<OrderSnapshot?> StepAsync(OrderSnapshot book, OrderChange step, CancellationToken cancellation)
    {
        var id = book.Job!.Id;
        var sealedStep = SealedStep.Of(book, step, At(step.Job));
        var writes = new List<TableWrite>
        {
            StateWrite(book, sealedStep.State),
            new TableWrite.Replace(OrderKeys.Job(id), sealedStep.OrderRow, book.OrderETag!),
        };
        foreach (var changed in step.ChangedAttempts)
        {
            var old = book.Attempts.Single(row => row.Attempt.Number == changed.Number);
            writes.Add(new TableWrite.Replace(OrderKeys.Attempt(id, changed.Number), AttemptRow.Write(changed), old.ETag));
        }

        if (step.NewAttempt is { } added)
        {
            writes.Add(new TableWrite.Insert(OrderKeys.Attempt(id, added.Number), AttemptRow.Write(added)));
            writes.Add(new TableWrite.Insert(OrderKeys.Transaction(added.TransactionHash), new RowValues { ["orderId"] = id }));
        }

        if (sealedStep.Job is Order order)
            writes.AddRange(Aside(book.Order!, order, step));
        writes.AddRange(Told(Notification.OfStep(book.Job, sealedStep.Job, Newest(sealedStep.State))));
        writes.AddRange(sealedStep.RecordWrites);
        writes.AddRange(sealedStep.AuditWrites);
        var result = await table.SubmitAsync(OrderKeys.Partition, writes, cancellation);
        return Keep(result.Applied ? sealedStep.Book(result.ETags[0], result.ETags[1], AttemptsAfter(book, step, result.ETags)) : null);
    }

    /// <summary>What a step leaves beside the order itself: a transaction that is its own, what is watched from now on.</summary>
    private static IEnumerable<TableWrite> Aside(Order before, Order after, OrderChange step)
    {
        if (step.ClaimedTransaction is { } hash)
            yield return new TableWrite.Insert(OrderKeys.Transaction(hash), new RowValues { ["orderId"] = before.Id });
        if (step.NoLongerWatched is { } watched)
            yield return new TableWrite.Delete(watched.Key, watched.ETag);
        if (after.Status == JobStatus.Completed)
            yield return WatchedOrder.Insert(after);
    }

    /// <summary>The rows of those messages that there are, to be written with what they tell; none where notifications are not configured.</summary>
    public IReadOnlyList<TableWrite> Told(params IEnumerable<Notification?> told)
    {
        var writes = notifications is null ? [] : told.OfType<Notification>().SelectMany(NotificationRow.Inserts).ToList();
        if (writes.Count > 0)
            Interlocked.Increment(ref timesTold);
        return writes;
    }

    /// <summary>Writes what an operator decided about the book itself. False: another instance was faster.</summary>
    public async Task<bool> RecordAuditAsync(OrderSnapshot book, TreasuryState state, AuditRecord audit, CancellationToken cancellation)
    {
        var (audited, row) = TreasuryStateSeal.Audited(state, audit);
        TableWrite[] writes =
        [
            StateWrite(book, audited), new TableWrite.Insert(OrderKeys.Audit(audit.Id), row), .. Told(Notification.Of(audit, Newest(audited))),
        ];
        return (await table.SubmitAsync(OrderKeys.Partition, writes, cancellation)).Applied;
    }

    /// <summary>Writes an alarm that belongs to no order; one that waits to be sent already stays as it is.</summary>
    public async Task NotifyAsync(Notification notification, CancellationToken cancellation)
    {
        if (Told(notification) is { Count: > 0 } writes)
            await table.SubmitAsync(OrderKeys.Partition, writes, cancellation);
    }

    /// <summary>Writes runs that placed no order, and the state if it moved on without one. False: another instance was faster.</summary>
    public async Task<bool> RecordRunsAsync(
        OrderSnapshot book, TreasuryState? state, IReadOnlyList<RunRecord> runs, CancellationToken cancellation)
    {
        var writes = new List<TableWrite>();
        if (state is not null)
            writes.Add(StateWrite(book, state));
        writes.AddRange(runs.Select(run => new TableWrite.Insert(OrderKeys.Run(run.Id), RunRow.Write(run))));
        writes.AddRange(Told(runs.Where(run => run.Outcome == ReasonCode.Missed).Select(run => Notification.OfMissed(run, Newest(book.State)))));
        return (await table.SubmitAsync(OrderKeys.Partition, writes, cancellation)).Applied;
    }

    /// <summary>The newest record as this process knows it; null while the book could not be read.</summary>
    public RecordAnchor? NewestKnown => known is { } book ? Newest(book.State) : null;

    public static RecordAnchor? Newest(TreasuryState state) => state.RecordHash is { } hash ? new RecordAnchor(state.RecordNumber, hash) : null;

    /// <summary>What a refused write was decided on is not to be trusted any more: the rows are read again, all of them.</summary>
    private OrderSnapshot? Keep(OrderSnapshot? written) => known = written;

    /// <summary>A step never begins or repairs a book: that is for <see cref="OrderStoreOpening"/> and a restart of the records.</summary>
    private static TableWrite.Replace StateWrite(OrderSnapshot book, TreasuryState state) =>
        new(OrderKeys.State, TreasuryStateRow.Write(state), book.StateETag ?? throw new InvalidOperationException("There is no order store to take a step in."));

    /// <summary>When it happened, as the order itself tells.</summary>
    private static DateTimeOffset At(Job order) => order.EndedAt ?? order.Hold?.Since ?? order.CreatedAt;

    private static List<(Attempt Attempt, string ETag)> AttemptsAfter(OrderSnapshot book, OrderChange step, IReadOnlyList<string?> etags)
    {
        var attempts = book.Attempts.ToList();
        for (var index = 0; index < step.ChangedAttempts.Count; index++)
        {
            var changed = step.ChangedAttempts[index];
            attempts[attempts.FindIndex(row => row.Attempt.Number == changed.Number)] = (changed, etags[2 + index]!);
        }

        if (step.NewAttempt is { } added)
            attempts.Add((added, etags[2 + step.ChangedAttempts.Count]!));
        return attempts;
    }
}

/// <summary>What one step changes: the state always, the order or task always, attempts that are new or changed.</summary>
internal sealed record OrderChange(TreasuryState State, Job Job)
{
    public Attempt? NewAttempt { get; init; }

    public IReadOnlyList<Attempt> ChangedAttempts { get; init; } = [];

    /// <summary>A transaction that was no attempt of the order but belongs to it from now on.</summary>
    public Hash256? ClaimedTransaction { get; init; }

    /// <summary>The order is not to be looked at again.</summary>
    public WatchedOrder? NoLongerWatched { get; init; }

    /// <summary>Who took the step, where it was not the engine by itself.</summary>
    public IReadOnlyList<AuditRecord> Audits { get; init; } = [];

    /// <summary>The same where there is one.</summary>
    public AuditRecord? Audit
    {
        init => Audits = value is null ? [] : [value];
    }
}
