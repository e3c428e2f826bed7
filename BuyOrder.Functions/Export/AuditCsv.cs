using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Export;

/// <summary>The audit as CSV, newest first, with the values that the API shows.</summary>
internal static class AuditCsv
{
    public const string FileName = "audit.csv";

    private const int PageSize = 500;

    private static readonly CsvColumn<AuditResponse>[] Columns =
    [
        new("at", (csv, audit) => csv.Own(audit.At)),
        new("who", (csv, audit) => csv.Text(audit.Who)),
        new("action", (csv, audit) => csv.Own(audit.Action)),
        new("subject", (csv, audit) => csv.Text(audit.Subject)),
        new("reason", (csv, audit) => csv.Text(audit.Reason)),
        new("evidence", (csv, audit) => csv.Text(audit.Evidence)),
        new("detail", (csv, audit) => csv.Text(audit.Detail)),
        new("before", (csv, audit) => csv.Text(audit.Before)),
        new("after", (csv, audit) => csv.Text(audit.After)),
        new("id", (csv, audit) => csv.Text(audit.Id)),
    ];

    public static async Task WriteAsync(CsvWriter csv, AuditTrail audits, AuditFilter filter, CancellationToken cancellation)
    {
        await csv.HeaderAsync(Columns, cancellation);
        string? continuation = null;
        do
        {
            var page = await audits.ListAllAsync(filter, PageSize, continuation, cancellation);
            foreach (var audit in page.Items)
                await csv.RowAsync(Columns, AuditResponse.Of(audit), cancellation);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        await csv.SendAsync(cancellation);
    }
}
