using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Audit;
using BuyOrder.Functions.Notifications;
using BuyOrder.Functions.Orders.Watching;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Orders.Book;

/// <summary>
/// Loads and writes the order book. Each write is one atomic batch that replaces the state row by its exact ETag: whoever decided on
/// an older state writes nothing.
/// </summary>
/// <param name="tables">Where it is.</param>
/// <param name="notifications">Where notifications go; null: nobody listens, and none are written.</param>
internal sealed class BookStore(ITableStore tables, NotificationOptions? notifications = null)
{
    /// <summary>Each further reading means that somebody else took a step.</summary>
    private const int MaxReadings = 8;

    private readonly ITable table = tables.Table(BookKeys.Table);

    /// <summary>The book as it was last seen whole. Every step replaces the state: while its ETag stands, so does all the rest.</summary>
    private volatile OpenBook? known;

    /// <summary>The book as it was at one moment. Its rows are read one after the other: a step that fell in between is read again.</summary>
    /// <exception cref="TableUnavailableException">The book changed each time while it was being read.</exception>
    public Task<OpenBook> LoadAsync(CancellationToken cancellation) => LoadAsync(state => state.OpenOrderId, cancellation);

    /// <summary>The same with one order, open or not, in the place of the open one; without any when there is none of this id.</summary>
    /// <exception cref="TableUnavailableException">The book changed each time while it was being read.</exception>
    public Task<OpenBook> LoadAsync(string orderId, CancellationToken cancellation) => LoadAsync(_ => orderId, cancellation);

    private async Task<OpenBook> LoadAsync(Func<BookState, string?> which, CancellationToken cancellation)
    {
        var stateRow = await ReadStateAsync(cancellation);
        for (var reading = 0; reading < MaxReadings; reading++)
        {
            var state = stateRow is null ? new BookState() : BookStateRow.Read(stateRow.Values);
            if (which(state) is not { } id)
                return new OpenBook(state, stateRow?.ETag, null, null, []);
            if (known is { StateETag: not null } last && last.StateETag == stateRow?.ETag && last.Order?.Id == id)
                return last;

            var (order, attempts) = await OrderRows.ReadAsync(table, id, cancellation);

            // Every step replaces the state: while its ETag stands, order and attempts are of one step.
            var read = stateRow;
            stateRow = await ReadStateAsync(cancellation);
            if (stateRow?.ETag != read?.ETag)
                continue;
            if (order is null)
            {
                return id == state.OpenOrderId
                    ? throw new InvalidDataException($"The order book says that {id} is open, but it has no such order.")
                    : new OpenBook(state, read?.ETag, null, null, []);
            }

            known = new OpenBook(
                state,
                read?.ETag,
                OrderRow.Read(order.Values),
                order.ETag,
                [.. attempts.Select(row => (AttemptRow.Read(row.Values), row.ETag))]);
            return known;
        }

        throw new TableUnavailableException($"The order book changed {MaxReadings} times while it was being read.");
    }

    /// <summary>Writes the order, its list row, the run that placed it, and the state that consumed its base. Null: somebody else was faster.</summary>
    public Task<OpenBook?> ReserveAsync(OpenBook book, BookState state, Order order, RunRecord run, CancellationToken cancellation) =>
        ReserveAsync(book, state, order, run, audit: null, cancellation);

    /// <summary>The same along with what the service did of its own accord, if anything.</summary>
    public async Task<OpenBook?> ReserveAsync(
        OpenBook book, BookState state, Order order, RunRecord run, AuditRecord? audit, CancellationToken cancellation)
    {
        List<TableWrite> writes =
        [
            StateWrite(book, state),
            new TableWrite.Insert(BookKeys.Order(order.Id), OrderRow.Write(order)),
            new TableWrite.Insert(BookKeys.Listed(order.CreatedAt, order.Id), new RowValues { ["orderId"] = order.Id }),
            new TableWrite.Insert(BookKeys.Run(run.Id), RunRow.Write(run)),
        ];
        if (audit is not null)
            writes.Add(new TableWrite.Insert(BookKeys.Audit(audit.Id), AuditRow.Write(audit)));
        var result = await table.SubmitAsync(BookKeys.Partition, writes, cancellation);
        return result.Applied ? known = new OpenBook(state, result.ETags[0], order, result.ETags[1], []) : null;
    }

    /// <summary>Writes one step of the open order. Null: somebody else took a step; load again and decide again.</summary>
    public async Task<OpenBook?> StepAsync(OpenBook book, BookStep step, CancellationToken cancellation)
    {
        var id = book.Order!.Id;
        var writes = new List<TableWrite>
        {
            StateWrite(book, step.State),
            new TableWrite.Replace(BookKeys.Order(id), OrderRow.Write(step.Order), book.OrderETag!),
        };
        foreach (var changed in step.ChangedAttempts)
        {
            var known = book.Attempts.Single(row => row.Attempt.Number == changed.Number);
            writes.Add(new TableWrite.Replace(BookKeys.Attempt(id, changed.Number), AttemptRow.Write(changed), known.ETag));
        }

        if (step.NewAttempt is { } added)
        {
            writes.Add(new TableWrite.Insert(BookKeys.Attempt(id, added.Number), AttemptRow.Write(added)));
            writes.Add(new TableWrite.Insert(BookKeys.Transaction(added.TransactionHash), new RowValues { ["orderId"] = id }));
        }

        writes.AddRange(Aside(book.Order, step));
        var result = await table.SubmitAsync(BookKeys.Partition, writes, cancellation);
        return result.Applied ? known = After(book, step, result.ETags) : null;
    }

    /// <summary>What a step leaves beside the order itself: who is told, who did it, what is watched from now on.</summary>
    private IEnumerable<TableWrite> Aside(Order before, BookStep step)
    {
        if (step.ClaimedTransaction is { } hash)
            yield return new TableWrite.Insert(BookKeys.Transaction(hash), new RowValues { ["orderId"] = before.Id });
        if (step.Audit is { } audit)
            yield return new TableWrite.Insert(BookKeys.Audit(audit.Id), AuditRow.Write(audit));
        if (step.NoLongerWatched is { } watched)
            yield return new TableWrite.Delete(watched.Key, watched.ETag);
        if (step.Order.Status == OrderStatus.Completed)
            yield return WatchedOrder.Insert(step.Order);
        if (notifications is not null && Notification.Of(before, step.Order) is { } notification)
            yield return NotificationRow.Insert(notification);
    }

    /// <summary>Writes what an operator decided about the book itself. False: somebody else was faster.</summary>
    public async Task<bool> RecordAuditAsync(OpenBook book, BookState state, AuditRecord audit, CancellationToken cancellation)
    {
        var record = new TableWrite.Insert(BookKeys.Audit(audit.Id), AuditRow.Write(audit));
        return (await table.SubmitAsync(BookKeys.Partition, [StateWrite(book, state), record], cancellation)).Applied;
    }

    /// <summary>Writes an alarm that belongs to no order; one that waits to be sent already stays as it is.</summary>
    public async Task NotifyAsync(Notification notification, CancellationToken cancellation)
    {
        if (notifications is not null)
            await table.SubmitAsync(BookKeys.Partition, [NotificationRow.Insert(notification)], cancellation);
    }

    /// <summary>Writes a run that placed no order, and the state if the run moved the schedule on. False: somebody else was faster.</summary>
    public async Task<bool> RecordRunsAsync(
        OpenBook book, BookState? state, IReadOnlyList<RunRecord> runs, CancellationToken cancellation)
    {
        var writes = new List<TableWrite>();
        if (state is not null)
            writes.Add(StateWrite(book, state));
        writes.AddRange(runs.Select(run => new TableWrite.Insert(BookKeys.Run(run.Id), RunRow.Write(run))));
        return (await table.SubmitAsync(BookKeys.Partition, writes, cancellation)).Applied;
    }

    /// <summary>Writes the first state of a new book; an existing one stays.</summary>
    public async Task InitialiseAsync(BookState first, CancellationToken cancellation)
    {
        if (await table.ReadAsync(BookKeys.Partition, BookKeys.State, cancellation) is null)
            await table.SubmitAsync(BookKeys.Partition, [new TableWrite.Insert(BookKeys.State, BookStateRow.Write(first))], cancellation);
    }

    private Task<TableRow?> ReadStateAsync(CancellationToken cancellation) =>
        table.ReadAsync(BookKeys.Partition, BookKeys.State, cancellation);

    private static TableWrite StateWrite(OpenBook book, BookState state) => book.StateETag is { } etag
        ? new TableWrite.Replace(BookKeys.State, BookStateRow.Write(state), etag)
        : new TableWrite.Insert(BookKeys.State, BookStateRow.Write(state));

    private static OpenBook After(OpenBook book, BookStep step, IReadOnlyList<string?> etags)
    {
        var attempts = book.Attempts.ToList();
        for (var index = 0; index < step.ChangedAttempts.Count; index++)
        {
            var changed = step.ChangedAttempts[index];
            attempts[attempts.FindIndex(row => row.Attempt.Number == changed.Number)] = (changed, etags[2 + index]!);
        }

        if (step.NewAttempt is { } added)
            attempts.Add((added, etags[2 + step.ChangedAttempts.Count]!));
        return step.Order.IsEnded
            ? new OpenBook(step.State, etags[0], null, null, [])
            : new OpenBook(step.State, etags[0], step.Order, etags[1], attempts);
    }
}
