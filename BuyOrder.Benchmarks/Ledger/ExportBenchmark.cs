using BuyOrder.Benchmarks.App;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>All entries as CSV.</summary>
internal sealed class ExportBenchmark() : ScanBenchmark(least: 0.6)
{
    public override string Name => "export";

    public override string Summary => "CSV of 10 000, 100 000 and 1 000 000 entries; beside reading the rows raw";

    protected override (string From, string Before) Rows => ("e:", "e;");

    protected override async Task ScanAsync(InProcessApp app, int entries, CancellationToken cancellation)
    {
        using var lines = new LineCounter();
        await app.GetAsync("ExportRevenue", lines, cancellation);
        if (lines.Count != entries + 1)
            throw new InvalidOperationException($"The file has {lines.Count} lines for {entries} entries and a heading.");
    }
}
