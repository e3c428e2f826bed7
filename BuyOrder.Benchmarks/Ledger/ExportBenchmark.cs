using BuyOrder.Benchmarks.App;
using BuyOrder.Benchmarks.Measuring;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>All entries as CSV.</summary>
internal sealed class ExportBenchmark() : ScanBenchmark(least: 0.6)
{
    private const double MostMemory = 2;
    private const double BytesInMegabyte = 1024 * 1024;

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

    /// <summary>As much as for the smallest file; less than a megabyte is nothing to be held against.</summary>
    protected override Line Memory(string name, int entries, double bytes, double smallest) => new(
        name, "MB of heap at most", bytes / BytesInMegabyte, $"at {Smallest}", smallest / BytesInMegabyte, bytes / Math.Max(smallest, BytesInMegabyte), Aim.Most(MostMemory));
}
