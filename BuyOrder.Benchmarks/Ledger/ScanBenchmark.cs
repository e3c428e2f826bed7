using BuyOrder.Benchmarks.App;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Benchmarks.Tables;
using BuyOrder.Functions.Revenue;
using BuyOrder.Functions.Revenue.Rows;
using BuyOrder.Functions.Storage;
using BuyOrder.Functions.Tests.Servers;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>A function that reads the whole ledger, at growing sizes, beside reading the same rows and doing nothing with them.</summary>
/// <param name="least">Of the raw reading's speed.</param>
internal abstract class ScanBenchmark(double least) : IBenchmark
{
    private const int Million = 1_000_000;
    private const int LoadedAtOnce = 100_000;
    private const int RoundCount = 3;
    private const double MostMemory = 2;

    private static readonly int[] Sizes = [10_000, 100_000];

    public abstract string Name { get; }

    public abstract string Summary { get; }

    /// <summary>Range of the row keys that it cannot do without.</summary>
    protected abstract (string From, string Before) Rows { get; }

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        var lines = new List<Line>();
        var first = 0.0;
        foreach (var size in Sizes)
        {
            await using var tables = await FreshTables.NewAsync(servers);
            first = await AtAsync(size, "", first, tables.Store, lines, cancellation);
        }
        await AtAsync(Million, ", tables in memory", first, new MemoryTableStore(), lines, cancellation);
        return lines;
    }

    /// <summary>Reads the whole ledger once.</summary>
    protected abstract Task ScanAsync(InProcessApp app, int entries, CancellationToken cancellation);

    private async Task<double> AtAsync(
        int size, string where, double first, ITableStore store, List<Line> lines, CancellationToken cancellation)
    {
        await using var app = await InProcessApp.StartAsync(store, cancellation);
        for (var loaded = 0; loaded < size; loaded += LoadedAtOnce)
            await app.RecordAsync(SampleMessages.Create(Math.Min(LoadedAtOnce, size), 1, $"pay{loaded}"), cancellation);

        var series = await Rounds.RunAsync(
            RoundCount,
            () => Rounds.PerSecondAsync(size, () => ScanAsync(app, size, cancellation)),
            () => Rounds.PerSecondAsync(size, () => ReadAsync(store, cancellation)));
        double megabytes;
        await using (var heap = new HeapWatch())
        {
            await ScanAsync(app, size, cancellation);
            megabytes = heap.PeakMegabytes;
        }
        lines.Add(Line.Of($"{size} entries{where}", "entries/s", series[0], "of reading the rows raw", series[1], Aim.Least(least)));
        lines.Add(first > 0
            ? new Line($"{size} entries{where}", "MB of heap at most", megabytes, $"at {Sizes[0]}", first, megabytes / first, Aim.Most(MostMemory))
            : new Line($"{size} entries{where}", "MB of heap at most", megabytes));
        return first > 0 ? first : megabytes;
    }

    /// <summary>All shards at once, a thousand rows a page.</summary>
    private async Task ReadAsync(ITableStore store, CancellationToken cancellation)
    {
        var table = store.Table(LedgerKeys.Table);
        await Task.WhenAll(Enumerable.Range(0, LedgerOptions.DefaultShardCount).Select(async shard =>
        {
            string? continuation = null;
            do
            {
                var query = new TableQuery(LedgerKeys.Partition(shard), Rows.From, Rows.Before, Continuation: continuation);
                continuation = (await table.QueryAsync(query, cancellation)).Continuation;
            }
            while (continuation is not null);
        }));
    }
}
