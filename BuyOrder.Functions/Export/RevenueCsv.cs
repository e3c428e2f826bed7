using BuyOrder.Domain.Money;
using BuyOrder.Ledger.Reading;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Export;

/// <summary>Entries of the ledger as CSV, straight from their rows.</summary>
internal static class RevenueCsv
{
    public const string FileName = "revenue.csv";

    private static readonly CsvColumn<Entry>[] Columns =
    [
        new("recordedAt", (csv, entry) => csv.Own(entry.Row.Time("recordedAt"))),
        new("shard", (csv, entry) => csv.Own(entry.Shard)),
        new("sequence", (csv, entry) => csv.Own(entry.Row.Int64("sequence"))),
        new("id", (csv, entry) => csv.Text(entry.Row.Text("id"))),
        new("kind", (csv, entry) => csv.Text(entry.Row.Text("kind"))),
        new("source", (csv, entry) => csv.Text(entry.Row.Text("source"))),
        new("amount", (csv, entry) => csv.Text(entry.Row.Text("amount"))),
        new("currency", (csv, entry) => csv.Text(entry.Row.Text("currency"))),
        new("exchangeRate", (csv, entry) => csv.Text(entry.Row.TextOrNull("appliedRate"))),
        new("rateOrigin", (csv, entry) => csv.Text(entry.Row.TextOrNull("rateOrigin"))),
        new("value", (csv, entry) => csv.Own(new Zar(entry.Row.Int64("cents")))),
        new("day", (csv, entry) => csv.Text(entry.Row.Text("day"))),
        new("occurredAt", (csv, entry) => csv.Own(entry.Row.Time("occurredAt"))),
        new("refundOf", (csv, entry) => csv.Text(entry.Row.TextOrNull("refundOf"))),
        new("metadata", (csv, entry) => csv.Text(entry.Row.TextOrNull("metadata"))),
        new("unknownMembers", (csv, entry) => csv.Text(entry.Row.TextOrNull("unknownMembers"))),
    ];

    public static async Task WriteAsync(CsvWriter csv, RevenueScan scan, CancellationToken cancellation)
    {
        await csv.HeaderAsync(Columns, cancellation);
        await foreach (var rows in scan.RowsAsync(cancellation))
        {
            foreach (var row in rows.Rows)
                await csv.RowAsync(Columns, new Entry(rows.Shard, row.Values), cancellation);
        }
        await csv.SendAsync(cancellation);
    }

    private readonly record struct Entry(int Shard, RowValues Row);
}
