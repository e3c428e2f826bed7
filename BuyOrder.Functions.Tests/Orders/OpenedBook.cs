using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Parameters;
using BuyOrder.Functions.Revenue;
using BuyOrder.Functions.Revenue.Verifying;
using BuyOrder.Functions.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>An order book as a start of the service leaves it, beside a ledger of its own or a given one.</summary>
internal static class OpenedBook
{
    public static async Task<LedgerFault?> OpenAsync(
        ITableStore tables, TimeProvider time, CancellationToken cancellation, int shards = LedgerOptions.DefaultShardCount)
    {
        using var ledger = new RevenueLedger(tables, new LedgerOptions { ShardCount = shards }, time);
        return await OpenAsync(tables, ledger, time, cancellation);
    }

    public static async Task<LedgerFault?> OpenAsync(ITableStore tables, RevenueLedger ledger, TimeProvider time, CancellationToken cancellation)
    {
        await tables.CreateMissingAsync([BookKeys.Table, ParameterStore.TableName], cancellation);
        var opening = new BookOpening(tables, ledger, new ParameterStore(tables, time), time, NullLogger<BookOpening>.Instance);
        return await opening.OpenAsync(cancellation);
    }
}
