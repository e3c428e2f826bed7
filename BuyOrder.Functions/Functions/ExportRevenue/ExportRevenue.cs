using BuyOrder.Functions.Export;
using BuyOrder.Functions.Http;
using BuyOrder.Ledger;

namespace BuyOrder.Functions.Functions;

/// <summary>Entries of the ledger as a CSV file, by recording time, source, kind and currency.</summary>
internal static class ExportRevenue
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/export/revenue.csv", HandleAsync)
        .WithName(nameof(ExportRevenue))
        .WithQuery(RevenueQuery.Filters);

    private static async Task<IResult> HandleAsync(HttpRequest request, RevenueLedger ledger, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var filter = RevenueQuery.Filter(query);
        if (query.Problem is { } problem)
            return problem;

        var scan = await ledger.StartScanAsync(filter, cancellation);
        return new CsvResult(RevenueCsv.FileName, (csv, token) => RevenueCsv.WriteAsync(csv, scan, token));
    }
}
