using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Opening;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Testing.Orders;

/// <summary>An order store as a start of the service leaves it, beside a ledger of its own or a given one.</summary>
internal static class OpenedOrders
{
    public static Task<LedgerFault?> OpenAsync(
        ITableStore tables, TimeProvider time, CancellationToken cancellation, int shards = LedgerOptions.DefaultShardCount) =>
        OpenAsync(tables, time, new LedgerOptions { ShardCount = shards }, cancellation);

    public static async Task<LedgerFault?> OpenAsync(ITableStore tables, TimeProvider time, LedgerOptions options, CancellationToken cancellation)
    {
        using var ledger = new RevenueLedger(tables, options, time);
        return await OpenAsync(tables, ledger, time, cancellation);
    }

    /// <summary>Makes the rows of the order store fit together again after one of them was changed: as if they had been written so.</summary>
    public static async Task SealAsync(ITableStore tables, CancellationToken cancellation)
    {
        var table = tables.Table(OrderKeys.Table);
        var row = (await table.ReadAsync(OrderKeys.Partition, OrderKeys.State, cancellation))!;
        var state = TreasuryStateRow.Read(row.Values);
        var writes = new List<TableWrite>();
        if (state.OpenOrderId is { } id)
        {
            var (order, attempts) = await OrderRows.ReadAsync(table, id, cancellation);
            var whole = TreasuryStateSeal.OrderOf(OrderRow.Read(order!.Values), attempts.Select(attempt => AttemptRow.Read(attempt.Values)));
            writes.Add(new TableWrite.Replace(order.Key, whole, order.ETag));
            state = state with { OpenOrderHash = RowHash.Of(whole) };
        }

        writes.Add(new TableWrite.Replace(row.Key, TreasuryStateRow.Write(state), row.ETag));
        Check.True((await table.SubmitAsync(OrderKeys.Partition, writes, cancellation)).Applied);
    }

    /// <summary>Another state is written over the one that is stored, as a step would.</summary>
    public static async Task ChangeAsync(ITableStore tables, Func<TreasuryState, TreasuryState> change, CancellationToken cancellation)
    {
        var table = tables.Table(OrderKeys.Table);
        var row = (await table.ReadAsync(OrderKeys.Partition, OrderKeys.State, cancellation))!;
        var next = TreasuryStateRow.Write(change(TreasuryStateRow.Read(row.Values)));
        Check.True((await table.SubmitAsync(OrderKeys.Partition, [new TableWrite.Replace(row.Key, next, row.ETag)], cancellation)).Applied);
    }

    public static async Task<LedgerFault?> OpenAsync(ITableStore tables, RevenueLedger ledger, TimeProvider time, CancellationToken cancellation)
    {
        await tables.CreateMissingAsync([OrderKeys.Table, ParameterStore.TableName], cancellation);
        var opening = new OrderStoreOpening(tables, ledger, new ParameterStore(tables, time), time, NullLogger<OrderStoreOpening>.Instance);
        return await opening.OpenAsync(cancellation);
    }
}
