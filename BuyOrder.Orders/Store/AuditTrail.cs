using System.Text.RegularExpressions;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Store;

/// <summary>Reads who did what. Each row lies in the partition that it is about, written in one batch with the step that it tells of.</summary>
internal sealed partial class AuditTrail(ITableStore tables)
{
    private readonly ITable orders = tables.Table(OrderKeys.Table);

    private readonly IReadOnlyList<(ITable Table, string Partition)> everywhere =
    [
        (tables.Table(OrderKeys.Table), OrderKeys.Partition),
        (tables.Table(ParameterStore.TableName), ParameterStore.Partition),
        (tables.Table(RatesRow.Table), RatesRow.Partition),
        (tables.Table(RejectedKeys.Table), RejectedKeys.Partition),
    ];

    /// <summary>Those of the order store, newest first; <paramref name="from"/> is inclusive, <paramref name="to"/> is not.</summary>
    public async Task<ItemPage<AuditRecord>> ListAsync(
        DateTimeOffset? from, DateTimeOffset? to, int pageSize, string? continuation, CancellationToken cancellation)
    {
        var page = await orders.QueryAsync(OrderKeys.Range(AuditRow.Prefix, from, to, pageSize, continuation), cancellation);
        return new ItemPage<AuditRecord>([.. page.Rows.Select(row => AuditRow.Read(row.Values))], page.Continuation);
    }

    /// <summary>Those of every partition in one list, newest first. A page may be short: what the filter leaves out still takes its place.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="pageSize">Records looked at, at most.</param>
    /// <param name="continuation">Of the page before; null for the first.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InvalidContinuationException">The continuation is none of these.</exception>
    public async Task<ItemPage<AuditRecord>> ListAllAsync(
        AuditFilter filter, int pageSize, string? continuation, CancellationToken cancellation)
    {
        if (continuation is not null && !Id().IsMatch(continuation))
            throw new InvalidContinuationException();
        var parts = await Task.WhenAll(everywhere.Select(part => AfterAsync(part.Table, part.Partition, filter, pageSize, continuation, cancellation)));
        var merged = parts.SelectMany(part => part).OrderBy(audit => audit.Id, StringComparer.Ordinal).ToList();
        var page = merged.Take(pageSize).ToList();
        return new ItemPage<AuditRecord>([.. page.Where(filter.Takes)], merged.Count > pageSize ? page[^1].Id : null);
    }

    /// <summary>One more than asked for, if there is one: it tells whether a next page is needed.</summary>
    private static async Task<List<AuditRecord>> AfterAsync(
        ITable table, string partition, AuditFilter filter, int count, string? last, CancellationToken cancellation)
    {
        var query = TimeKey.Range(partition, AuditRow.Prefix, filter.From, filter.To, Math.Min(count + 2, TableLimits.MaxPageSize), null);
        if (string.CompareOrdinal(AuditRow.Prefix + last, query.From) > 0)
            query = query with { From = AuditRow.Prefix + last };
        var found = new List<AuditRecord>();
        do
        {
            var page = await table.QueryAsync(query, cancellation);
            found.AddRange(page.Rows.Where(row => row.Key != AuditRow.Prefix + last).Select(row => AuditRow.Read(row.Values)));
            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null && found.Count <= count);
        return found;
    }

    [GeneratedRegex(@"\A\d{19}:[A-Za-z]+:.{0,1000}\z")]
    private static partial Regex Id();
}

/// <summary>Which audit records to list; null members leave nothing out.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Action">What was done.</param>
/// <param name="Who">Who did it.</param>
internal sealed record AuditFilter(DateTimeOffset? From = null, DateTimeOffset? To = null, AuditAction? Action = null, string? Who = null)
{
    public bool Takes(AuditRecord audit) => (Action ?? audit.Action) == audit.Action && (Who ?? audit.Who) == audit.Who;
}
