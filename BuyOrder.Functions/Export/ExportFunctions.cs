using BuyOrder.Functions.Http;
using BuyOrder.Ledger;
using BuyOrder.Orders.Store;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Export;

/// <summary>Entries, orders and the audit as CSV files, written while they are read.</summary>
internal sealed class ExportFunctions(RevenueLedger ledger, OrderCsv orders, AuditTrail audits)
{
    /// <summary>By recording time, source, kind and currency.</summary>
    [Function(nameof(ExportRevenue)), Query("from", "to", "source", "kind", "currency")]
    public async Task<IResult> ExportRevenue(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "export/revenue.csv")] HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var filter = RevenueQuery.Filter(query);
        if (query.Problem is { } problem)
            return problem;

        var scan = await ledger.StartScanAsync(filter, cancellation);
        return new CsvResult(RevenueCsv.FileName, (csv, token) => RevenueCsv.WriteAsync(csv, scan, token));
    }

    /// <summary>Newest first, by status and creation time.</summary>
    [Function(nameof(ExportBuyOrders)), Query("status", "from", "to")]
    public IResult ExportBuyOrders([HttpTrigger(AuthorizationLevel.Function, "get", Route = "export/buy-orders.csv")] HttpRequest request)
    {
        var query = new QueryReader(request);
        var filter = OrderQuery.Filter(query);
        return query.Problem is { } problem
            ? problem
            : new CsvResult(OrderCsv.FileName, (csv, token) => orders.WriteAsync(csv, filter, token));
    }

    /// <summary>Newest first, by time, action and who.</summary>
    [Function(nameof(ExportAudit)), Query("from", "to", AuditQuery.Action, AuditQuery.Who)]
    public IResult ExportAudit([HttpTrigger(AuthorizationLevel.Function, "get", Route = "export/audit.csv")] HttpRequest request)
    {
        var query = new QueryReader(request);
        var filter = AuditQuery.Filter(query);
        return query.Problem is { } problem
            ? problem
            : new CsvResult(AuditCsv.FileName, (csv, token) => AuditCsv.WriteAsync(csv, audits, filter, token));
    }
}
