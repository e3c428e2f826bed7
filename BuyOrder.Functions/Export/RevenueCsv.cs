using BuyOrder.Domain.Money;
using BuyOrder.Ledger.Reading;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Export;

/// <summary>Entries of the ledger as CSV, straight from their rows.</summary>
internal static class RevenueCsv
{
    public const string FileName = "revenue.csv";

    private static readonly string[] Columns =
    [
        "recordedAt", "shard", "sequence", "id", "kind", "source", "amount", "currency", "exchangeRate", "rateOrigin", "value", "day",
        "occurredAt", "refundOf", "metadata", "unknownMembers",
    ];

    public static async Task WriteAsync(CsvWriter csv, RevenueScan scan, CancellationToken cancellation)
    {
        foreach (var column in Columns)
            csv.Own(column);
        await csv.EndRowAsync(cancellation);
        await foreach (var rows in scan.RowsAsync(cancellation))
        {
            foreach (var row in rows.Rows)
            {
                Write(csv, rows.Shard, row.Values);
                await csv.EndRowAsync(cancellation);
            }
        }
        await csv.SendAsync(cancellation);
    }

    private static void Write(CsvWriter csv, int shard, RowValues entry)
    {
        csv.Own(entry.Time("recordedAt"));
        csv.Own(shard);
        csv.Own(entry.Int64("sequence"));
        csv.Text(entry.Text("id"));
        csv.Text(entry.Text("kind"));
        csv.Text(entry.Text("source"));
        csv.Text(entry.Text("amount"));
        csv.Text(entry.Text("currency"));
        csv.Text(entry.TextOrNull("appliedRate"));
        csv.Text(entry.TextOrNull("rateOrigin"));
        csv.Own(new Zar(entry.Int64("cents")));
        csv.Text(entry.Text("day"));
        csv.Own(entry.Time("occurredAt"));
        csv.Text(entry.TextOrNull("refundOf"));
        csv.Text(entry.TextOrNull("metadata"));
        csv.Text(entry.TextOrNull("unknownMembers"));
    }
}
