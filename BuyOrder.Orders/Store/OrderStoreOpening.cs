using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Store;

/// <summary>
/// Opens the order store at a start of the service: begins a new one, begins the record chain of one that was kept before there was a chain,
/// or leaves it as it is. What is missing is a loss and never taken for a beginning.
/// </summary>
/// <remarks>
/// That there is a book is written in the ledger's meta row as well, in another table. It is written after the first state and before anything
/// can be reserved: a start that dies in between finds an empty book that was never used, and goes on.
/// </remarks>
internal sealed partial class OrderStoreOpening(
    ITableStore tables, RevenueLedger ledger, ParameterStore parameters, TimeProvider time, ILogger<OrderStoreOpening> logger)
{
    private readonly ITable book = tables.Table(OrderKeys.Table);
    private readonly ITable meta = tables.Table(LedgerKeys.Table);

    /// <summary>Safe to repeat, and to run by several instances at once.</summary>
    /// <returns>The obstacle, or null. The service starts all the same: revenue is recorded, and each run names the fault.</returns>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer.</exception>
    public async Task<LedgerFault?> OpenAsync(CancellationToken cancellation)
    {
        await ledger.OpenAsync(cancellation);
        try
        {
            var answer = await OptimisticWrite.RunAsync(
                () => TryOpenAsync(cancellation), OrderKeys.Partition, "it was being opened");
            if (answer.Fault is { } fault)
                return Told(fault);
            await LedgerMeta.MarkOrdersAsync(meta, time.GetUtcNow(), cancellation);
            return null;
        }
        catch (LedgerFaultException broken)
        {
            return Told(broken.Fault);
        }
        catch (ForeignRowException foreign)
        {
            return Told(LedgerFault.Of(foreign));
        }
        catch (InvalidDataException unreadable)
        {
            return Told(new LedgerFault(OrderKeys.Partition, OrderKeys.State, null, null, null, unreadable.Message));
        }
    }

    /// <summary>Null: another instance was faster.</summary>
    private async Task<Answer?> TryOpenAsync(CancellationToken cancellation)
    {
        var state = await book.ReadAsync(OrderKeys.Partition, OrderKeys.State, cancellation);
        if (state is not null && !TreasuryStateRow.IsFromBeforeRecords(state.Values))
            return await MovePauseAsync(state, cancellation);

        var hasOrders = await LedgerMeta.OrdersSinceAsync(meta, cancellation) is not null
            || await OrderStoreReader.NewestRecordAsync(book, cancellation) is not null;
        if (state is null)
        {
            return hasOrders || (await OrderRowsAsync(cancellation)).Count > 0
                ? new Answer(TreasuryStateCheck.State(null, null))
                : await SubmitAsync(await EmptyAsync(cancellation), cancellation);
        }

        return hasOrders
            ? new Answer(LedgerFault.Value(state, "schema", state.Values.Int32("schema"), TreasuryStateRow.Schema, "the record chain of this book has begun before"))
            : await SubmitAsync(await EarlierAsync(state, cancellation), cancellation);
    }

    /// <summary>
    /// From here on the parameters say nothing of the pause any more. A state that was edited stays as it is: a new hash would hide that, and
    /// no step is taken on it.
    /// </summary>
    private async Task<Answer?> MovePauseAsync(TableRow row, CancellationToken cancellation)
    {
        if (TreasuryStateCheck.Edited(row) is not null || TreasuryStateRow.Read(row.Values) is not { Pause: PauseState.Unmoved } state)
            return new Answer(null);
        var moved = await MovedPause.IntoAsync(state, tables, cancellation);
        return await SubmitAsync([new TableWrite.Replace(OrderKeys.State, TreasuryStateRow.Write(moved), row.ETag)], cancellation);
    }

    private async Task<IReadOnlyList<TableWrite>> EmptyAsync(CancellationToken cancellation)
    {
        var (state, record) = await FirstRecordAsync(TreasuryState.OpenedAt(time.GetUtcNow()), [], cancellation);
        return [new TableWrite.Insert(OrderKeys.State, TreasuryStateRow.Write(state)), record];
    }

    /// <summary>All sums are computed again from all orders; what the state said of them is only noted.</summary>
    private async Task<IReadOnlyList<TableWrite>> EarlierAsync(TableRow stateRow, CancellationToken cancellation)
    {
        var rows = await OrderRowsAsync(cancellation);
        var orders = rows.Select(row => OrderRow.Read(row.Values)).ToList();
        var state = TreasuryStateRow.Read(stateRow.Values).WithSumsOf(orders);
        foreach (var audit in (await RowsAsync(AuditRow.Prefix, cancellation)).Reverse())
            state = TreasuryStateSeal.Audited(state, audit.Values);

        var writes = new List<TableWrite>();
        if (rows.FirstOrDefault(row => row.Values.Text("id") == state.OpenOrderId) is { } open)
        {
            var attempts = (await OrderRows.ReadAsync(book, state.OpenOrderId!, cancellation)).Attempts;
            var sealedRow = TreasuryStateSeal.OrderOf(OrderRow.Read(open.Values), attempts.Select(row => AttemptRow.Read(row.Values)));
            writes.Add(new TableWrite.Replace(open.Key, sealedRow, open.ETag));
            state = state with { OpenOrderHash = RowHash.Of(sealedRow) };
        }

        (state, var record) = await FirstRecordAsync(state, [.. rows.Where(row => row.Values.Text("id") != state.OpenOrderId)], cancellation, orders);
        Log.Begun(logger, orders.Count, state.ConsumedBase);
        return [new TableWrite.Replace(OrderKeys.State, TreasuryStateRow.Write(state), stateRow.ETag), record, .. writes];
    }

    /// <summary>The state with the first record, which freezes the ledger as it is now.</summary>
    private async Task<(TreasuryState State, TableWrite Record)> FirstRecordAsync(
        TreasuryState state, IReadOnlyList<TableRow> earlier, CancellationToken cancellation, IReadOnlyList<Order>? orders = null)
    {
        var totals = await ledger.ReadTotalsAsync(cancellation);
        var inForce = await parameters.KeepHashesAsync(cancellation);
        state = await MovedPause.IntoAsync(state, tables, cancellation);
        var settled = orders?.Where(order => order.Status == JobStatus.Completed).MaxBy(order => order.CutOff.Sum());
        var late = orders?.Where(order => order is { Status: JobStatus.Failed, TimesUndone: > 0 }).Select(order => order.Id) ?? [];
        var (recorded, row, record) = TreasuryStateSeal.Recorded(null, state, new TreasuryRecord
        {
            Number = 0,
            Event = RecordEvent.Start,
            At = time.GetUtcNow(),
            Sums = state.Sums,
            Revenue = totals.Breakdown,
            CutOff = [.. totals.Shards.Select(shard => shard.Entries)],
            ParametersVersion = inForce?.Version ?? 0,
            ParametersHash = inForce?.Hash,
            Earlier = new EarlierOrders(earlier.Count, HashOf(earlier)),
            SettledCutOff = settled?.CutOff ?? [.. totals.Shards.Select(_ => 0L)],
            LateFailures = string.Join(',', late),
        });
        return (recorded, new TableWrite.Insert(OrderKeys.Record(record.Number), row));
    }

    /// <summary>Over the orders from before the chain: each one's id and the hash of its row, in ordinal order of the ids.</summary>
    public static string HashOf(IEnumerable<TableRow> orders) => RowHash.Of(orders
        .OrderBy(row => row.Values.Text("id"), StringComparer.Ordinal)
        .SelectMany(row => new[] { row.Values.Text("id"), RowHash.Of(row.Values) }));

    private Task<IReadOnlyList<TableRow>> OrderRowsAsync(CancellationToken cancellation) => RowsAsync(OrderKeys.FirstOrder, cancellation);

    private async Task<IReadOnlyList<TableRow>> RowsAsync(string prefix, CancellationToken cancellation)
    {
        var rows = new List<TableRow>();
        var query = new TableQuery(OrderKeys.Partition, prefix, prefix[..^1] + ";");
        await foreach (var page in RowPages.ReadAsync(book, query, cancellation))
            rows.AddRange(page);
        return rows;
    }

    private async Task<Answer?> SubmitAsync(IReadOnlyList<TableWrite> writes, CancellationToken cancellation) =>
        (await book.SubmitAsync(OrderKeys.Partition, writes, cancellation)).Applied ? new Answer(null) : null;

    private LedgerFault Told(LedgerFault fault)
    {
        Log.Faulty(logger, fault.Detail);
        return fault;
    }

    /// <param name="Fault">The obstacle; null: the book is open.</param>
    private sealed record Answer(LedgerFault? Fault);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "The order store cannot be opened, and nothing is bought: {Fault}")]
        public static partial void Faulty(ILogger logger, string fault);

        [LoggerMessage(LogLevel.Information, "The record chain begins after {Orders} orders, which consumed {Consumed} ZAR")]
        public static partial void Begun(ILogger logger, int orders, Zar consumed);
    }
}
