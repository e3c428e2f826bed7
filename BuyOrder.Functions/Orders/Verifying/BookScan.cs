using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Parameters;
using BuyOrder.Functions.Rates;
using BuyOrder.Functions.Revenue;
using BuyOrder.Functions.Revenue.Rows;
using BuyOrder.Functions.Revenue.Verifying;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Orders.Verifying;

/// <summary>One look at all rows of the order book, the parameters and the rates, a page after the other.</summary>
/// <param name="store">Where they are.</param>
/// <param name="anchor">The newest record of an earlier moment; null when none is known.</param>
/// <param name="now">Tells which orders are still watched.</param>
internal sealed class BookScan(ITableStore store, RecordAnchor? anchor, DateTimeOffset now)
{
    private readonly ITable table = store.Table(BookKeys.Table);

    /// <summary>ETag of the state at the beginning; empty when there was none.</summary>
    public string StateETag { get; private set; } = "";

    public async Task<BookVerdict> RunAsync(CancellationToken cancellation)
    {
        var stateRow = await table.ReadAsync(BookKeys.Partition, BookKeys.State, cancellation);
        StateETag = stateRow?.ETag ?? "";
        var newest = await BookReader.NewestRecordAsync(table, cancellation);
        var since = await LedgerMeta.OrdersSinceAsync(store.Table(LedgerKeys.Table), cancellation);
        var isFromBefore = stateRow is null || (stateRow.Values["schema"] is int schema && schema < BookStateRow.Schema);
        if (isFromBefore && newest is null && since is null)
            return anchor is null ? BookVerdict.Empty : BookVerdict.Of(new RecordChainCheck(anchor).End()!);
        if ((BookCheck.State(stateRow, newest) ?? State(stateRow!)) is { } fault)
            return BookVerdict.Of(fault);
        return since is null
            ? BookVerdict.Of(LedgerFault.Value(LedgerKeys.MetaPartition, LedgerKeys.Meta, LedgerMeta.OrdersSince, null, "a time", "there is an order book"))
            : await RowsAsync(stateRow!, cancellation);
    }

    private static LedgerFault? State(TableRow row)
    {
        try
        {
            return RowDifference.First(row, BookStateRow.Write(BookStateRow.Read(row.Values)), "that is how the state is written");
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or OverflowException)
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }
    }

    private async Task<BookVerdict> RowsAsync(TableRow stateRow, CancellationToken cancellation)
    {
        var state = BookStateRow.Read(stateRow.Values);
        var chain = new RecordChainCheck(anchor);
        if (await EachAsync(BookKeys.RecordPrefix, chain.Add, cancellation) is { } broken)
            return BookVerdict.Of(broken);
        if (chain.End() is { } cut)
            return BookVerdict.Of(cut);

        var audits = new AuditRowsCheck();
        var transactions = new TransactionRowsCheck(chain.Orders, audits.Claims, audits.Lost);
        var orders = new OrderRowsCheck(state, chain, transactions);
        var attempts = new AttemptRowsCheck(chain.Orders, transactions);
        var lists = new ListRowsCheck(chain.Orders, now);
        var parameters = new ParameterRowsCheck(chain.Newest!, chain.Parameters, orders.Parameters, audits.Lost);
        var rates = new RateRowsCheck(chain.Base!.At, audits.Lost);
        var fault = await EachAsync(BookKeys.FirstOrder, orders.Add, cancellation)
            ?? await EachAsync(BookKeys.OrderListPrefix, lists.AddListed, cancellation)
            ?? orders.End(stateRow)
            ?? await EachAsync(BookKeys.Attempt("", 0)[..2], attempts.Add, cancellation)
            ?? attempts.End()
            ?? await EachAsync(BookKeys.AuditPrefix, audits.Add, cancellation)
            ?? audits.End(state, stateRow)
            ?? await EachAsync(BookKeys.Transaction(""), transactions.Add, cancellation)
            ?? await transactions.EndAsync(table, cancellation)
            ?? await EachAsync(BookKeys.WatchedPrefix, lists.AddWatched, cancellation)
            ?? lists.End()
            ?? await StrayRows.FindAsync(table, cancellation)
            ?? await EachAsync(store.Table(ParameterStore.TableName), new TableQuery(ParameterStore.Partition), parameters.Add, cancellation)
            ?? parameters.End()
            ?? await EachAsync(store.Table(RatesRow.Table), new TableQuery(RatesRow.Partition), rates.Add, cancellation)
            ?? rates.End();
        return fault is null
            ? new BookVerdict(orders.Count, chain.Count, new RecordAnchor(chain.Newest!.Number, chain.Newest.Hash), null) { FirstBlock = orders.FirstBlock }
            : BookVerdict.Of(fault);
    }

    private Task<LedgerFault?> EachAsync(string prefix, Func<TableRow, LedgerFault?> add, CancellationToken cancellation) =>
        EachAsync(table, new TableQuery(BookKeys.Partition, prefix, prefix[..^1] + ";"), add, cancellation);

    private static async Task<LedgerFault?> EachAsync(
        ITable table, TableQuery query, Func<TableRow, LedgerFault?> add, CancellationToken cancellation)
    {
        await foreach (var page in RowPages.ReadAsync(table, query, cancellation))
        {
            foreach (var row in page)
            {
                if (add(row) is { } fault)
                    return fault;
            }
        }

        return null;
    }
}
