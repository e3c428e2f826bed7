using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Store;

/// <summary>Reads the run rate from the newest records: one query of one page, however long the history.</summary>
internal sealed class RunRates(ITableStore tables)
{
    /// <summary>Two an order: a hundred orders are enough for a rate.</summary>
    private const int MaxRecords = 200;

    private readonly ITable table = tables.Table(OrderKeys.Table);

    /// <summary>Null while no order has completed lately, and where a record is not what was written: the engine meets that too.</summary>
    public async Task<RunRate?> ReadAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var query = new TableQuery(OrderKeys.Partition, OrderKeys.RecordPrefix, OrderKeys.AfterRecords, MaxRecords);
        var rows = (await table.QueryAsync(query, cancellation)).Rows;
        if (rows.Count < 2)
            return null;
        var since = now - RunRate.Longest;

        // The last record before that time tells what the sums were at it; where all are later, the oldest there is.
        var oldest = rows.FirstOrDefault(row => row.Values["at"] is DateTimeOffset at && at <= since) ?? rows[^1];
        if (TreasuryStateCheck.Record(rows[0]) is not null || TreasuryStateCheck.Record(oldest) is not null)
            return null;
        var (newest, then) = (RecordRow.Read(rows[0].Values), RecordRow.Read(oldest.Values));
        return RunRate.Between(then.Sums, then.At < since ? since : then.At, newest.Sums, now);
    }
}
