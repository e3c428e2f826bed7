using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Store;

/// <summary>Reads the rows that a step rests on as they were at one moment, and only if they fit together.</summary>
internal sealed class OrderStoreReader(ITable table)
{
    /// <summary>Each further reading means that a step fell in between, or that something did not fit.</summary>
    private const int MaxReadings = 8;

    /// <summary>
    /// A fault counts when this number of looks in a row shows it under one state: an emulator may show half of a batch for a moment.
    /// </summary>
    private const int LooksAtFault = 3;

    /// <summary>The book with the order of an id in it, or without any when there is none of this id.</summary>
    /// <param name="which">The id; null for none.</param>
    /// <param name="known">What this process has seen or written last: while the state is the same, so are order and attempts.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="LedgerFaultException">The rows contradict each other.</exception>
    /// <exception cref="TableUnavailableException">The book changed each time while it was being read.</exception>
    public async Task<OrderSnapshot> ReadAsync(Func<TreasuryState, string?> which, OrderSnapshot? known, CancellationToken cancellation)
    {
        LedgerFault? suspected = null;
        var (looks, etag) = (0, "");
        var pair = await LookAsync(cancellation);
        for (var reading = 0; reading < MaxReadings; reading++)
        {
            var (book, fault) = await TryReadAsync(pair, which, known, cancellation);
            if (book is not null)
                return book;
            if (fault is not null)
            {
                var isSame = fault == suspected && etag == pair.State.ETag;
                (suspected, looks, etag) = (fault, isSame ? looks + 1 : 1, pair.State.ETag);
                if (looks == LooksAtFault)
                    throw new LedgerFaultException(fault);
            }

            // One after the other: when the state is the same as before, the record was read while it stood.
            var record = await ReadRecordAsync(cancellation);
            pair = new Pair(await ReadStateAsync(cancellation), record);
        }

        throw new TableUnavailableException($"The order store changed {MaxReadings} times while it was being read.");
    }

    /// <summary>A book, or what does not fit; neither when a step fell in between.</summary>
    private async Task<(OrderSnapshot? Book, LedgerFault? Fault)> TryReadAsync(
        Pair pair, Func<TreasuryState, string?> which, OrderSnapshot? known, CancellationToken cancellation)
    {
        if ((pair.Fault ?? TreasuryStateCheck.State(pair.State.Row, pair.Record.Row)) is { } broken)
            return (null, broken);
        try
        {
            return await TryReadFittingAsync(pair.State.Row!, RecordRow.Read(pair.Record.Row!.Values), which, known, cancellation);
        }
        catch (ForeignRowException foreign)
        {
            return (null, LedgerFault.Of(foreign));
        }
        catch (InvalidDataException unreadable)
        {
            return (null, LedgerFault.Row(pair.State.Row!, unreadable.Message.TrimEnd('.')));
        }
    }

    private async Task<(OrderSnapshot? Book, LedgerFault? Fault)> TryReadFittingAsync(
        TableRow stateRow, TreasuryRecord record, Func<TreasuryState, string?> which, OrderSnapshot? known, CancellationToken cancellation)
    {
        var state = TreasuryStateRow.Read(stateRow.Values);
        if (which(state) is not { } id)
            return (new OrderSnapshot(state, stateRow.ETag, null, null, []) { Record = record }, null);
        if (known is { StateETag: not null } && known.StateETag == stateRow.ETag && known.Job?.Id == id)
            return (known, null);

        var (order, attempts) = await OrderRows.ReadAsync(table, id, cancellation);
        var recordOfOrder = id == state.OpenOrderId || order?.Values.Int64OrNull("recordNumber") is not { } number
            ? null
            : await table.ReadAsync(OrderKeys.Partition, OrderKeys.Record(number), cancellation);

        // Every step replaces the state: while its ETag is the same, order and attempts are of one step.
        if ((await ReadStateAsync(cancellation)).ETag != stateRow.ETag)
            return (null, null);
        if (order is null && id != state.OpenOrderId)
            return (new OrderSnapshot(state, stateRow.ETag, null, null, []) { Record = record }, null);
        var fault = id == state.OpenOrderId
            ? TreasuryStateCheck.OpenOrder(state, order, attempts)
            : TreasuryStateCheck.OtherOrder(order!, attempts, order!.Values.Int64OrNull("recordNumber") ?? 0, recordOfOrder);
        return fault is not null
            ? (null, fault)
            : (new OrderSnapshot(
                state,
                stateRow.ETag,
                JobRow.Read(id, order!.Values),
                order.ETag,
                [.. attempts.Select(row => (AttemptRow.Read(row.Values), row.ETag))])
            {
                Record = record,
                OrderHash = RowHash.Of(order.Values),
            }, null);
    }

    private async Task<Pair> LookAsync(CancellationToken cancellation)
    {
        var state = ReadStateAsync(cancellation);
        var record = ReadRecordAsync(cancellation);
        await Task.WhenAll(state, record);
        return new Pair(await state, await record);
    }

    private async Task<Reading> ReadStateAsync(CancellationToken cancellation)
    {
        try
        {
            return new Reading(await table.ReadAsync(OrderKeys.Partition, OrderKeys.State, cancellation), null);
        }
        catch (ForeignRowException foreign)
        {
            return new Reading(null, LedgerFault.Of(foreign));
        }
    }

    private async Task<Reading> ReadRecordAsync(CancellationToken cancellation)
    {
        try
        {
            return new Reading(await NewestRecordAsync(table, cancellation), null);
        }
        catch (ForeignRowException foreign)
        {
            return new Reading(null, LedgerFault.Of(foreign));
        }
    }

    /// <summary>The newest link of the record chain; null when there is none. One query of one row.</summary>
    public static async Task<TableRow?> NewestRecordAsync(ITable table, CancellationToken cancellation)
    {
        string? continuation = null;
        do
        {
            var query = new TableQuery(OrderKeys.Partition, OrderKeys.RecordPrefix, OrderKeys.AfterRecords, 1, continuation);
            var page = await table.QueryAsync(query, cancellation);
            if (page.Rows is [var newest, ..])
                return newest;
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return null;
    }

    private sealed record Reading(TableRow? Row, LedgerFault? Fault)
    {
        public string ETag => Row?.ETag ?? "";
    }

    private sealed record Pair(Reading State, Reading Record)
    {
        public LedgerFault? Fault => State.Fault ?? Record.Fault;
    }
}
