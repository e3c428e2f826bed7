using System.Runtime.CompilerServices;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Ledger.Rows;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>One look at all rows of the order store, the parameters, the rates and the tokens, and at what was done with rejected revenue, a page after the other.</summary>
/// <param name="store">Where they are.</param>
/// <param name="anchor">The newest record of an earlier moment; null when none is known.</param>
/// <param name="now">Tells which orders are still watched.</param>
internal sealed class OrderScan(ITableStore store, RecordAnchor? anchor, DateTimeOffset now)
{
    private readonly ITable table = store.Table(OrderKeys.Table);

    /// <summary>ETag of the state at the beginning; empty when there was none.</summary>
    public string StateETag { get; private set; } = "";

    /// <summary>What it has come to; null before its end.</summary>
    public OrderVerdict? Verdict { get; private set; }

    /// <summary>Null after each page of rows that fits, and where one does not its fault, which ends it. It goes on when the next is asked for.</summary>
    public async IAsyncEnumerable<LedgerFault?> PagesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var stateRow = await table.ReadAsync(OrderKeys.Partition, OrderKeys.State, cancellation);
        StateETag = stateRow?.ETag ?? "";
        var newest = await OrderStoreReader.NewestRecordAsync(table, cancellation);
        var since = await LedgerMeta.OrdersSinceAsync(store.Table(LedgerKeys.Table), cancellation);
        var isFromBefore = stateRow is null || (stateRow.Values["schema"] is int schema && schema < TreasuryStateRow.Schema);
        if (isFromBefore && newest is null && since is null)
        {
            Verdict = anchor is null ? OrderVerdict.Empty : OrderVerdict.Of(new RecordChainCheck(anchor).End()!);
            yield break;
        }

        yield return TreasuryStateCheck.State(stateRow, newest) ?? State(stateRow!) ?? Since(since);
        await foreach (var fault in RowsAsync(stateRow!, cancellation))
            yield return fault;
    }

    private static LedgerFault? Since(DateTimeOffset? since) => since is null
        ? LedgerFault.Value(LedgerKeys.MetaPartition, LedgerKeys.Meta, LedgerMeta.OrdersSince, null, "a time", "there is an order store")
        : null;

    private static LedgerFault? State(TableRow row)
    {
        try
        {
            return RowDifference.First(row, TreasuryStateRow.Write(TreasuryStateRow.Read(row.Values)), "that is how the state is written");
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }
    }

    private async IAsyncEnumerable<LedgerFault?> RowsAsync(TableRow stateRow, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var state = TreasuryStateRow.Read(stateRow.Values);
        var chain = new RecordChainCheck(anchor);
        await foreach (var fault in EachAsync(OrderKeys.RecordPrefix, chain.Add, cancellation))
            yield return fault;
        yield return chain.End();

        var audits = new AuditRowsCheck();
        var transactions = new TransactionRowsCheck(chain.Orders, audits.Claims, audits.Lost);
        var orders = new OrderRowsCheck(state, chain, transactions);
        var tasks = new TaskRowsCheck(state, chain, orders);
        var attempts = new AttemptRowsCheck(chain.Orders, transactions);
        var lists = new ListRowsCheck(chain.Orders, now);
        var runs = new RunRowsCheck(chain.Orders, chain.Base!);
        var parameters = new ParameterRowsCheck(chain.Newest!, state.ParametersVersion, chain.Parameters, orders.Parameters, audits.Lost);
        var rates = new RateRowsCheck(chain.Base!.At, audits.Lost);
        var rejectedTable = store.Table(RejectedKeys.Table);
        var rejected = new RejectedAuditsCheck(rejectedTable);
        var parameterTable = store.Table(ParameterStore.TableName);
        IAsyncEnumerable<LedgerFault?>[] parts =
        [
            EachAsync(OrderKeys.TaskPrefix, tasks.Add, cancellation),
            EachAsync(OrderKeys.TaskListPrefix, tasks.AddListed, cancellation),
            OnceAsync(tasks.End),
            EachAsync(OrderKeys.FirstOrder, orders.Add, cancellation),
            EachAsync(OrderKeys.OrderListPrefix, lists.AddListed, cancellation),
            OnceAsync(() => orders.End(stateRow)),
            EachAsync(OrderKeys.Attempt("", 0)[..2], attempts.Add, cancellation),
            OnceAsync(attempts.End),
            EachAsync(AuditRow.Prefix, audits.Add, cancellation),
            OnceAsync(() => audits.End(state, stateRow)),
            EachAsync(OrderKeys.TransactionPrefix, transactions.Add, cancellation),
            OnceAsync(transactions.End),
            EachAsync(OrderKeys.WatchedPrefix, lists.AddWatched, cancellation),
            OnceAsync(lists.End),
            EachAsync(OrderKeys.RunPrefix, runs.Add, cancellation),
            OnceAsync(runs.End),
            OnceAsync(() => StrayRows.FindAsync(table, cancellation)),
            EachAsync(parameterTable, new TableQuery(ParameterStore.Partition), parameters.Add, cancellation),
            OnceAsync(parameters.End),
            EachAsync(parameterTable, new TableQuery(TokenScale.Partition), TokenRowsCheck.Check, cancellation),
            EachAsync(store.Table(RatesRow.Table), new TableQuery(RatesRow.Partition), rates.Add, cancellation),
            OnceAsync(rates.End),
            OnceAsync(() => rejected.BeginAsync(cancellation)),
            EachAsync(rejectedTable, AuditRow.All(RejectedKeys.Partition), rejected.Add, cancellation),
            OnceAsync(rejected.End),
        ];
        foreach (var part in parts)
        {
            await foreach (var fault in part)
                yield return fault;
        }

        var newest = new RecordAnchor(chain.Newest!.Number, chain.Newest.Hash);
        Verdict = new OrderVerdict(orders.Count, chain.Count, newest, null) { FirstBlocks = orders.FirstBlocks };
    }

    private IAsyncEnumerable<LedgerFault?> EachAsync(string prefix, Func<TableRow, LedgerFault?> add, CancellationToken cancellation) =>
        EachAsync(table, new TableQuery(OrderKeys.Partition, prefix, prefix[..^1] + ";"), add, cancellation);

    private static async IAsyncEnumerable<LedgerFault?> EachAsync(
        ITable table, TableQuery query, Func<TableRow, LedgerFault?> add, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in RowPages.ReadAsync(table, query, cancellation))
            yield return page.Select(add).FirstOrDefault(fault => fault is not null);
    }

    private static IAsyncEnumerable<LedgerFault?> OnceAsync(Func<LedgerFault?> check) => OnceAsync(() => Task.FromResult(check()));

    private static async IAsyncEnumerable<LedgerFault?> OnceAsync(Func<Task<LedgerFault?>> check)
    {
        yield return await check();
    }
}
