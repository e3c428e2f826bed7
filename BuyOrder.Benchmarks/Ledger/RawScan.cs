using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>Reads the rows of a range of keys in all shards at once, a thousand a page: what is beside a function that reads the whole ledger.</summary>
internal sealed class RawScan(ITableStore store, string from, string before)
{
    private readonly ITable table = store.Table(LedgerKeys.Table);

    /// <summary>Asks for the pages and looks at nothing.</summary>
    public Task PagesAsync(CancellationToken cancellation) => AllAsync(_ => 0, cancellation);

    /// <summary>
    /// Takes each property of each row, as any reader of a row does: the SDK makes them from the answer, but tables in memory hand out
    /// references and have read nothing by then.
    /// </summary>
    /// <returns>What the rows take.</returns>
    public Task<long> RowsAsync(CancellationToken cancellation) =>
        AllAsync(row => TableBytes.OfRow(row.Partition, row.Key, row.Values), cancellation);

    private async Task<long> AllAsync(Func<TableRow, long> take, CancellationToken cancellation)
    {
        var shards = Enumerable.Range(0, LedgerOptions.DefaultShardCount).Select(shard => ShardAsync(shard, take, cancellation));
        return (await Task.WhenAll(shards)).Sum();
    }

    private async Task<long> ShardAsync(int shard, Func<TableRow, long> take, CancellationToken cancellation)
    {
        var sum = 0L;
        string? continuation = null;
        do
        {
            var page = await table.QueryAsync(new TableQuery(LedgerKeys.Partition(shard), from, before, Continuation: continuation), cancellation);
            sum += page.Rows.Sum(take);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return sum;
    }
}
