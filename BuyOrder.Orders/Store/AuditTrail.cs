using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Store;

/// <summary>Reads who did what. The rows lie with the orders, so that each is written in one batch with the step that it tells of.</summary>
internal sealed class AuditTrail(ITableStore tables)
{
    private readonly ITable table = tables.Table(OrderKeys.Table);

    /// <summary>Newest first; <paramref name="from"/> is inclusive, <paramref name="to"/> is not.</summary>
    public async Task<ItemPage<AuditRecord>> ListAsync(
        DateTimeOffset? from, DateTimeOffset? to, int pageSize, string? continuation, CancellationToken cancellation)
    {
        var page = await table.QueryAsync(OrderKeys.Range(OrderKeys.AuditPrefix, from, to, pageSize, continuation), cancellation);
        return new ItemPage<AuditRecord>([.. page.Rows.Select(row => AuditRow.Read(row.Values))], page.Continuation);
    }
}
