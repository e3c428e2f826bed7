using System.Diagnostics;
using BuyOrder.Benchmarks.App;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Benchmarks.Tables;
using BuyOrder.Storage;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>A function that reads the whole ledger, at growing sizes, beside reading the same rows and doing nothing with them.</summary>
/// <param name="least">Of the raw reading's speed.</param>
internal abstract class ScanBenchmark(double least) : IBenchmark
{
    /// <summary>
    /// What the memory of the larger sizes is held against, on the same kind of tables. Its speed has no aim: a shard has a page or two, and
    /// most of the time goes into its other requests.
    /// </summary>
    protected const int Smallest = 10_000;

    private const int Million = 1_000_000;
    private const int LoadedAtOnce = 10_000;
    private const int RoundCount = 3;
    private const double BytesInMegabyte = 1024 * 1024;

    private static readonly int[] Sizes = [Smallest, 100_000];

    public abstract string Name { get; }

    public abstract string Summary { get; }

    /// <summary>Range of the row keys that it cannot do without.</summary>
    protected abstract (string From, string Before) Rows { get; }

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        var lines = new List<Line>();
        double? smallest = null;
        foreach (var size in Sizes)
        {
            await using var tables = await FreshTables.NewAsync(servers);
            smallest = await AtAsync(size, "", smallest, tables.Store, lines, cancellation);
        }
        smallest = await AtAsync(Smallest, ", tables in memory", null, new MemoryTableStore(), lines, cancellation);
        await AtAsync(Million, ", tables in memory", smallest, new MemoryTableStore(), lines, cancellation);
        return lines;
    }

    /// <summary>Reads the whole ledger once.</summary>
    protected abstract Task ScanAsync(InProcessApp app, int entries, CancellationToken cancellation);

    /// <summary>What it may take.</summary>
    /// <param name="name">Of the line.</param>
    /// <param name="entries">In the ledger.</param>
    /// <param name="bytes">The most that the heap grew by.</param>
    /// <param name="smallest">The same at <see cref="Smallest"/> entries.</param>
    protected abstract Line Memory(string name, int entries, double bytes, double smallest);

    private async Task<double> AtAsync(
        int size, string where, double? smallest, ITableStore store, List<Line> lines, CancellationToken cancellation)
    {
        var name = $"{size} entries{where}";
        var began = Stopwatch.GetTimestamp();
        await using var app = await InProcessApp.StartAsync(store, cancellation);
        for (var loaded = 0; loaded < size; loaded += LoadedAtOnce)
            await app.RecordAsync(SampleMessages.Create(LoadedAtOnce, 1, $"pay{loaded}"), cancellation);
        Tell($"{name}: filled", began);

        var isInMemory = store is MemoryTableStore;
        if (!isInMemory || size > Smallest)
            lines.AddRange(await SpeedAsync(name, size, app, store, isInMemory, cancellation));

        double bytes;
        await using (var heap = new HeapWatch())
        {
            await ScanAsync(app, size, cancellation);
            bytes = heap.PeakMegabytes * BytesInMegabyte;
        }
        lines.Add(new Line(name, "MB of heap at most", bytes / BytesInMegabyte));
        if (smallest is { } fewest)
            lines.Add(Memory(name, size, bytes, fewest));
        Tell($"{name}: measured", began);
        return smallest ?? bytes;
    }

    private async Task<IReadOnlyList<Line>> SpeedAsync(
        string name, int size, InProcessApp app, ITableStore store, bool isInMemory, CancellationToken cancellation)
    {
        var raw = new RawScan(store, Rows.From, Rows.Before);
        List<Func<Task<double>>> sides =
        [
            () => Rounds.PerSecondAsync(size, () => ScanAsync(app, size, cancellation)),
            () => Rounds.PerSecondAsync(size, () => raw.RowsAsync(cancellation)),
        ];
        if (isInMemory)
            sides.Add(() => Rounds.PerSecondAsync(size, () => raw.PagesAsync(cancellation)));
        var series = await Rounds.RunAsync(RoundCount, sides);
        var beside = Line.Of(name, "entries/s", series[0], "of reading the rows raw", series[1], size > Smallest ? Aim.Least(least) : null);

        // A run that is ended early has that much.
        Console.Error.WriteLine($"  {name}: {beside.Ratio:F2} of reading the rows raw");
        return isInMemory ? [beside, Line.Of(name, "entries/s", series[0], "of pages without reading them", series[2])] : [beside];
    }

    /// <summary>The whole takes minutes: this shows that it does not hang.</summary>
    private static void Tell(string what, long began) =>
        Console.Error.WriteLine($"  {what} after {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
}
